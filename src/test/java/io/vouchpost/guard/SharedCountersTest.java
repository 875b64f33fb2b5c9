package io.vouchpost.guard;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.TestDatabase;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class SharedCountersTest {
    private final Gateways gateways = new Gateways(3);

    @AfterEach
    void close() {
        gateways.close();
    }

    private Claim claim(String key, ChronoUnit unit, long limit, long amount) {
        return new Claim(key, Window.of(unit, gateways.clock.instant()), limit, amount);
    }

    private Claim inAnHour(String key, long limit) {
        return claim(key, ChronoUnit.HOURS, limit, 1);
    }

    private boolean takes(int gateway, Claim... claims) {
        return await(gateways.get(gateway).take(List.of(claims))).isEmpty();
    }

    @Test
    void aSmallLimitIsExactWhoeverAsks() {
        for (int i = 0; i < 10; i++) {
            assertThat(takes(i % 3, inAnHour("k", 10))).isTrue();
        }
        for (int i = 0; i < 9; i++) {
            assertThat(await(gateways.get(i % 3).take(List.of(inAnHour("k", 10)))))
                    .contains(new Claim.Excess(inAnHour("k", 10), 10));
        }
    }

    @Test
    void eachWindowBeginsAnew() {
        var minute = claim("k", ChronoUnit.MINUTES, 1, 1);
        assertThat(minute.window().end()).isEqualTo("2030-01-01T00:01:00Z");
        assertThat(takes(0, minute)).isTrue();
        gateways.clock.advance(Duration.ofSeconds(60).minusMillis(1));
        assertThat(takes(1, claim("k", ChronoUnit.MINUTES, 1, 1))).isFalse();
        gateways.clock.advance(Duration.ofMillis(1));
        assertThat(takes(1, claim("k", ChronoUnit.MINUTES, 1, 1))).isTrue();
        assertThat(takes(2, claim("k", ChronoUnit.MINUTES, 1, 1))).isFalse();
    }

    @Test
    void allIsTakenOrNothing() {
        assertThat(takes(0, inAnHour("full", 1))).isTrue();
        for (int i = 0; i < 10; i++) { // one gateway knows it, the others find out, and keep nothing of the first
            assertThat(takes(i % 3, inAnHour("free", 5), inAnHour("full", 1))).isFalse();
        }
        gateways.clock.advance(Duration.ofSeconds(31));
        var taken = 0;
        for (int i = 0; i < 30; i++) {
            taken += takes(i % 3, inAnHour("free", 5)) ? 1 : 0;
        }
        assertThat(taken).isEqualTo(5);
    }

    @Test
    void whatIsGivenBackIsForAnybody() {
        assertThat(takes(0, inAnHour("k", 1))).isTrue();
        assertThat(takes(1, inAnHour("k", 1))).isFalse();
        await(gateways.get(0).giveBack(List.of(inAnHour("k", 1))));
        assertThat(takes(2, inAnHour("k", 1))).isTrue();
        await(gateways.get(2).giveBack(List.of(inAnHour("k", 1))));
        // who was refused looks again only after a while
        gateways.clock.advance(Duration.ofSeconds(31));
        assertThat(takes(1, inAnHour("k", 1))).isFalse();
        assertThat(await(gateways.get(1).look(List.of(inAnHour("other", 1))))).isEmpty();
        assertThat(takes(1, inAnHour("k", 1))).isTrue();
        assertThat(takes(0, inAnHour("k", 1))).isFalse();
    }

    @Test
    void lookingTakesNothingAndHearsOfTheOthers() {
        for (int i = 0; i < 5; i++) {
            assertThat(await(gateways.get(1).look(List.of(inAnHour("k", 1))))).isEmpty();
        }
        assertThat(takes(0, inAnHour("k", 1))).isTrue();
        assertThat(await(gateways.get(2).look(List.of(inAnHour("k", 1))))).isPresent();
    }

    @Test
    void aFloodCostsNoSql() {
        while (takes(0, claim("k", ChronoUnit.MINUTES, 20, 1))) {}
        var before = gateways.exchanges();
        for (int i = 0; i < 10_000; i++) {
            assertThat(takes(0, claim("k", ChronoUnit.MINUTES, 20, 1))).isFalse();
        }
        assertThat(gateways.exchanges()).isEqualTo(before);
    }

    /** And one from everywhere costs few statements, for they carry many keys. */
    @Test
    void thoseWhoWaitGoTogether() {
        var answers = IntStream.range(0, 5_000)
                .mapToObj(i -> gateways.get(0).take(List.of(claim("k" + i, ChronoUnit.MINUTES, 2, 1))))
                .toList();
        answers.forEach(answer -> assertThat(await(answer)).isEmpty());
        assertThat(gateways.exchanges()).isBetween(5L, 8L);
    }

    @Test
    void aLargeLimitIsMostlyGivenOutUnasked() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(takes(0, claim("k", ChronoUnit.HOURS, 100_000, 1))).isTrue();
        }
        assertThat(gateways.exchanges()).isZero();
    }

    /** What the three have granted together, under load from all sides at once. */
    @ParameterizedTest
    @ValueSource(ints = {1, 60, 600, 10_000})
    void threeGatewaysUnderLoadHoldALimitInSum(int limit) throws Exception {
        Callable<Integer> client = () -> {
            int taken = 0;
            for (int i = 0; i < limit; i += 40) {
                var wave = new ArrayList<Future<Optional<Claim.Excess>>>();
                for (int j = 0; j < 40; j++) {
                    wave.add(gateways.get(j % 3).take(List.of(inAnHour("k", limit), inAnHour("wider", 4L * limit))));
                }
                taken += (int) wave.stream()
                        .map(TestDatabase::await)
                        .filter(Optional::isEmpty)
                        .count();
            }
            return taken;
        };
        int sum = 0;
        var threads = Executors.newFixedThreadPool(6);
        try {
            for (var taken : threads.invokeAll(java.util.Collections.nCopies(6, client))) {
                sum += taken.get();
            }
        } finally {
            threads.shutdownNow();
        }
        System.getLogger("counters")
                .log(
                        System.Logger.Level.INFO,
                        limit + " allowed, " + sum + " taken, " + gateways.exchanges() + " statements");
        assertThat(sum).isBetween(limit, limit + 3 * (limit * 15 / 1000));
    }

    @Test
    void withoutADatabaseWhatIsKnownDecides() {
        assertThat(takes(0, claim("k", ChronoUnit.HOURS, 10, 4))).isTrue();
        await(gateways.gateway(0).database().close());
        for (int i = 0; i < 6; i++) {
            assertThat(takes(0, inAnHour("k", 10))).isTrue();
        }
        assertThat(takes(0, inAnHour("k", 10))).isFalse();
        assertThat(gateways.gateway(0).table().exchanges()).isLessThan(5);
    }

    @Test
    void aSlowDatabaseIsNotWaitedForAndHearsOfItLater() {
        var impatient = gateways.join(250);
        assertThat(takes(3, inAnHour("k", 10))).isTrue();
        var other = gateways.gateway(0).database().pool();
        await(other.withTransaction(connection -> connection
                .preparedQuery("UPDATE counters SET most = most WHERE key = $1")
                .execute(Tuple.of("k"))
                .map(locked -> {
                    var slow = List.of(
                            impatient.counters().take(List.of(inAnHour("k", 10))),
                            impatient.counters().take(List.of(inAnHour("k", 10))));
                    return Future.all(slow)
                            .map(done -> slow.stream().map(Future::result).toList());
                })
                .compose(slow -> slow)
                .map(answers -> {
                    assertThat(answers).allMatch(Optional::isEmpty);
                    return null;
                })));
        await(impatient.counters().close());
        assertThat(await(gateways.get(1).take(List.of(claim("k", ChronoUnit.HOURS, 10, 8)))))
                .contains(new Claim.Excess(claim("k", ChronoUnit.HOURS, 10, 8), 3));
    }

    @Test
    void whoStopsTellsWhatItHasCounted() {
        for (int i = 0; i < 10; i++) {
            assertThat(takes(0, inAnHour("k", 1_000))).isTrue();
        }
        assertThat(gateways.exchanges()).isZero();
        await(gateways.get(0).close());
        assertThat(takes(1, claim("k", ChronoUnit.HOURS, 1_000, 991))).isFalse();
        assertThat(takes(1, claim("k", ChronoUnit.HOURS, 1_000, 990))).isTrue();
    }

    @Test
    void oldWindowsAreRemoved() {
        assertThat(takes(0, claim("minute", ChronoUnit.MINUTES, 5, 1), inAnHour("hour", 5)))
                .isTrue();
        var table = gateways.gateway(0).table();
        var end = Window.of(ChronoUnit.MINUTES, gateways.clock.instant()).end();
        assertThat(await(table.sweep(end))).isZero();
        assertThat(await(table.sweep(end.plusSeconds(1)))).isEqualTo(1);
        assertThat(takes(1, claim("hour", ChronoUnit.HOURS, 5, 5))).isFalse();
    }
}
