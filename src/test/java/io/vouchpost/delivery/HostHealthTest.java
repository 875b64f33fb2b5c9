package io.vouchpost.delivery;

import static io.vouchpost.delivery.Hops.message;
import static io.vouchpost.delivery.ScriptedServer.DROP;
import static io.vouchpost.delivery.ScriptedServer.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vouchpost.LogLines;
import io.vouchpost.TurnedClock;
import io.vouchpost.message.Submission;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hosts that are away are left alone for a while, as long as there are others, and no message waits because of that. */
class HostHealthTest {
    private static final Submission MESSAGE = message("a@example.org", "b@example.net");
    private static final String BUSY = "421 4.3.2 Too busy";
    private static final String GREETING = "220 back";

    private final Hops hops = new Hops();
    private final TurnedClock clock = new TurnedClock();
    private ScriptedServer first;
    private ScriptedServer second;

    @BeforeEach
    void open() throws Exception {
        first = hops.server().when("CONNECT", BUSY).start();
        second = hops.server().start();
        hops.host(first)
                .host(second)
                .clock(clock)
                .backoff(Duration.ofSeconds(5))
                .keepAlive(Duration.ZERO);
    }

    @AfterEach
    void close() throws Exception {
        hops.close();
    }

    @Test
    void theRestIsASecondAndDoublesUpToWhatTheRouteSays() throws Exception {
        relay();
        assertThat(first.connections).hasValue(1);
        int tried = 1;
        for (int seconds : new int[] {1, 2, 4, 5, 5}) {
            clock.advance(Duration.ofSeconds(seconds).minusMillis(1));
            relay();
            assertThat(first.connections).hasValue(tried);
            clock.advance(Duration.ofMillis(1));
            relay();
            assertThat(first.connections).hasValue(++tried);
        }
        assertThat(second.messages).hasSize(11);
    }

    @Test
    void whoSpeaksAgainIsWellAgain() throws Exception {
        relay();
        clock.advance(Duration.ofSeconds(1));
        relay(); // in vain again: two seconds
        first.when("CONNECT", GREETING);
        clock.advance(Duration.ofSeconds(2));
        relay();
        assertThat(first.messages).hasSize(1);
        assertThat(health(0).isUp()).isTrue();

        first.when("CONNECT", BUSY);
        relay();
        assertThat(health(0).restsUntil()).contains(clock.instant().plusSeconds(1)); // from the beginning
    }

    @Test
    void aNoIsAnAnswerToo() throws Exception {
        first.when("CONNECT", GREETING).when("MAIL", "451 4.7.1 Greylisted");
        assertThat(hops.send(MESSAGE)).isInstanceOf(Outcome.Deferred.class);
        assertThat(health(0).isUp()).isTrue();
    }

    @Test
    void whenAllRestTheOneWhoseRestEndsFirstIsTriedAllTheSame() throws Exception {
        relay(); // the first rests until 1.0 s
        clock.advance(Duration.ofMillis(500));
        second.when("CONNECT", DROP); // and this one will until 1.5 s
        assertThat(hops.send(MESSAGE)).isInstanceOf(Outcome.Deferred.class);
        assertThat(first.connections).hasValue(2); // as the last that was left
        int before = second.connections.get();

        assertThat(hops.send(MESSAGE)).isInstanceOf(Outcome.Deferred.class);
        assertThat(first.connections).hasValue(3);
        assertThat(second.connections).hasValue(before);

        first.when("CONNECT", GREETING);
        relay();
        assertThat(first.messages).hasSize(1);
        assertThat(health(0).isUp()).isTrue();
        assertThat(health(1).isUp()).isFalse();
    }

    @Test
    void manyThatFailTogetherCountAsOne() throws Exception {
        hops.connections(10);
        var all = IntStream.range(0, 10).mapToObj(i -> hops.begin(MESSAGE)).toList();
        Hops.await(Future.all(all));
        assertThat(health(0).failures()).isEqualTo(1);
        assertThat(health(0).restsUntil()).contains(clock.instant().plusSeconds(1));
    }

    @Test
    void oneThatHangsInTheMiddleOfAMessageIsLeftAloneToo() throws Exception {
        first.when("CONNECT", GREETING).when("DATA", SILENCE);
        hops.leeway(Leeway.of(Duration.ofMillis(300)));
        assertThat(hops.send(MESSAGE)).isInstanceOf(Outcome.Deferred.class);
        hops.leeway(Leeway.of(Duration.ofSeconds(20)));
        int before = first.connections.get();
        relay();
        assertThat(first.connections).hasValue(before);
    }

    @Test
    void theStateTellsWhoSinceWhenAndWhy() throws Exception {
        var start = clock.instant();
        relay();
        clock.advance(Duration.ofSeconds(1));
        relay();
        assertThat(health(0)).satisfies(host -> {
            assertThat(host.route()).isEqualTo(Hops.ROUTE);
            assertThat(host.host()).isEqualTo("127.0.0.1:" + first.port());
            assertThat(host.downSince()).contains(start);
            assertThat(host.failures()).isEqualTo(2);
            assertThat(host.restsUntil()).contains(start.plusSeconds(3));
            assertThat(host.cause()).contains("421 4.3.2 Too busy");
        });
        assertThat(health(1))
                .isEqualTo(new HostHealth(
                        Hops.ROUTE, "127.0.0.1:" + second.port(), Optional.empty(), 0, Optional.empty(), ""));
    }

    @Test
    void theLogHasALineWhenItGoesAndOneWhenItComesBack() throws Exception {
        try (var log = LogLines.of("io.vouchpost")) {
            for (int i = 0; i < 5; i++) {
                relay();
                clock.advance(Duration.ofSeconds(2));
            }
            first.when("CONNECT", GREETING);
            clock.advance(Duration.ofSeconds(5));
            relay();
            relay();
            var host = "127.0.0.1:" + first.port() + " of the route smarthost ";
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("smarthost"))
                    .satisfiesExactly(
                            down -> assertThat(down)
                                    .startsWith(host + "is down: ")
                                    .contains("421"),
                            back -> assertThat(back).isEqualTo(host + "is back after PT15S"));
        }
    }

    private void relay() throws Exception {
        assertThat(hops.send(MESSAGE)).isInstanceOf(Outcome.Relayed.class);
    }

    private HostHealth health(int host) {
        return hops.transport().health().get(host);
    }
}
