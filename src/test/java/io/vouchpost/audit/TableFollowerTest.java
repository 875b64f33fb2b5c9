package io.vouchpost.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableFollowerTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:10Z");

    private final List<JsonObject> table = new ArrayList<>();
    private final Evidence evidence = filter -> {
        var found = table.stream().filter(filter::matches).toList();
        return Future.succeededFuture(found.subList(Math.max(0, found.size() - filter.limit()), found.size()));
    };

    private static List<String> messages(Future<List<JsonObject>> found) {
        return found.result().stream().map(event -> event.getString("message")).toList();
    }

    private static JsonObject event(String message, Duration ago) {
        return EventJson.encode(Events.submission(message))
                .put("time", NOW.minus(ago).toString());
    }

    @Test
    void showsTheLastAndThenWhatIsNewEachOnceAlsoWhatComesLate() {
        table.add(event("OLD", Duration.ofMinutes(1)));
        table.add(event("A", Duration.ofSeconds(4)));
        table.add(event("B", Duration.ofSeconds(3)));
        var follower = new TableFollower(evidence, EventFilter.none(1), Clock.fixed(NOW, ZoneOffset.UTC));
        assertThat(messages(follower.begin())).containsExactly("B");
        assertThat(messages(follower.poll())).isEmpty();
        table.add(1, event("LATE", Duration.ofSeconds(9)));
        table.add(event("C", Duration.ZERO));
        assertThat(messages(follower.poll())).containsExactly("LATE", "C");
        assertThat(messages(follower.poll())).isEmpty();
    }
}
