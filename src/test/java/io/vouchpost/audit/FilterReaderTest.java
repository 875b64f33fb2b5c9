package io.vouchpost.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vouchpost.TurnedClock;
import io.vouchpost.secret.Secret;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterReaderTest {
    private final FilterReader reader = new FilterReader(Pseudonyms.none(), new TurnedClock());

    private EventFilter read(FilterReader by, Map<String, String> typed) {
        return by.read(name -> Optional.ofNullable(typed.get(name)), 7);
    }

    @ParameterizedTest
    @CsvSource({
        "2h, 2029-12-31T22:00:00Z",
        "2029-11-21, 2029-11-21T00:00:00Z",
        "2029-11-21T08:30:00+01:00, 2029-11-21T07:30:00Z"
    })
    void timesAreTimesOrSoLongAgo(String typed, Instant meant) {
        assertThat(read(reader, Map.of("since", typed)).since()).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({
        "since, yesterday",
        "until, 2029-13-01",
        "client, example.org",
        "limit, 0",
        "limit, 100001",
        "limit, many"
    })
    void whatMakesNoSenseIsToldByItsName(String name, String typed) {
        assertThatThrownBy(() -> read(reader, Map.of(name, typed)))
                .isInstanceOf(FilterReader.Unreadable.class)
                .hasMessageStartingWith(name);
    }

    @Test
    void networksCannotBeFoundAmongPseudonyms() {
        var hidden = new FilterReader(Pseudonyms.of(Optional.of(Secret.ofText("k"))), new TurnedClock());
        assertThatThrownBy(() -> read(hidden, Map.of("client", "192.0.2.0/24")))
                .isInstanceOf(FilterReader.Unreadable.class);
        assertThat(read(hidden, Map.of("client", "192.0.2.7")).clients()).hasSize(1);
    }

    @Test
    void networksMeanAllInThem() {
        var login = EventJson.encode(Events.login());
        assertThat(read(reader, Map.of("client", "192.0.2.0/29")).matches(login))
                .isTrue();
        assertThat(read(reader, Map.of("client", "192.0.2.8/29")).matches(login))
                .isFalse();
        assertThat(read(reader, Map.of()).limit()).isEqualTo(7);
    }
}
