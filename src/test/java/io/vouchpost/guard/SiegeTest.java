package io.vouchpost.guard;

import static io.vouchpost.database.TestDatabase.await;
import static io.vouchpost.guard.Fort.fingerprint;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vouchpost.guard.Guard.Attempt;
import io.vouchpost.guard.Guard.Result;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attackers out, victims in, with the settings that a new installation has. */
@Timeout(120)
class SiegeTest {
    private static final int WORDS = 300;
    private static final String OFFICE = "203.0.113.7";

    private final Fort fort = new Fort(Fort.defaults());

    @AfterEach
    void close() {
        fort.close();
    }

    /** One word each second; the right one is the last. */
    @ParameterizedTest
    @ValueSource(ints = {1, 50})
    void theRightWordAtTheEndOfTheListIsNotFoundAndTheOwnerLogsInThroughout(int addresses) {
        var gateway = fort.join();
        assertThat(fort.succeeds(gateway, fort.plain(OFFICE, "alice", "0000"))).isTrue();
        var looked = 0;
        for (var word = 1; word < WORDS; word++) {
            if (fort.fails(gateway, fort.plain("127.0.1." + (word % addresses), "alice", fingerprint(word)))) {
                looked++;
            }
            assertThat(fort.succeeds(gateway, fort.plain(OFFICE, "alice", "0000")))
                    .isTrue();
            fort.clock.advance(Duration.ofSeconds(1));
        }
        assertThat(fort.admitted(gateway, fort.plain("127.0.1." + (WORDS % addresses), "alice", "0000")))
                .isFalse();
        assertThat(looked).isLessThan(40);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 50})
    void aBurstIsNotAdmittedAsAWhole(int addresses) {
        var gateways = List.of(fort.join(), fort.join());
        var admitted = new AtomicInteger();
        var all = IntStream.range(0, WORDS)
                .mapToObj(word -> {
                    var guard = gateways.get(word % 2).guard();
                    var attempt = fort.plain("127.0.1." + (word % addresses), "alice", fingerprint(word));
                    return guard.admit(attempt).compose(ruling -> {
                        if (ruling instanceof Ruling.Welcome) {
                            admitted.incrementAndGet();
                            return fort.vertx.timer(30).compose(t -> guard.record(attempt, Result.FAILED));
                        }
                        return Future.succeededFuture(Duration.ZERO);
                    });
                })
                .toList();
        await(Future.all(all));
        // what each of the two gateways has under way at a time may come on top
        assertThat(admitted.get()).isLessThanOrEqualTo(addresses == 1 ? 10 + 2 * 4 : 30 + 2 * 16);
        assertThat(fort.admitted(gateways.get(0), fort.plain("127.0.1.0", "alice", "0000")))
                .isFalse();
    }

    /** Whatever the mechanism, the laptop on the same network gets in, each time, for a day and a half. */
    @ParameterizedTest
    @ValueSource(strings = {"PLAIN aaaa", "SCRAM-SHA-256 "})
    void aStalePhoneNeverLocksTheLaptop(String stale) {
        var gateway = fort.join();
        var parts = stale.split(" ", 2);
        for (var i = 0; i < 200; i++) {
            var phone = new Attempt("PHONE" + i, "phone", "192.0.2.1", parts[0], "alice", parts[1]);
            fort.fails(gateway, phone);
            if (i % 10 == 0) { // seldom, so that it is not the laptop's success that clears everything
                assertThat(fort.admitted(gateway, fort.plain("192.0.2.1", "alice", "0000")))
                        .isTrue();
                assertThat(fort.admitted(gateway, fort.proof("192.0.2.1", "alice", "SCRAM-SHA-256", "laptop")))
                        .isTrue();
            }
            fort.clock.advance(Duration.ofMinutes(i < 100 ? 1 : 20));
        }
        assertThat(fort.alarms).isEmpty();
    }

    @Test
    void tenThousandFailuresAtOnceCostAHandfulOfStatements() {
        var statements = new AtomicInteger();
        var gateway = fort.join(client -> counting(client, statements));
        statements.set(0);
        var recorded = new ArrayList<Future<Duration>>();
        for (var i = 0; i < 10_000; i++) {
            var attempt = fort.plain("127.0." + (i % 200) + "." + (i / 200), "user" + (i % 1_000), fingerprint(i));
            recorded.add(gateway.guard().record(attempt, Result.FAILED));
        }
        await(Future.all(recorded));
        await(gateway.guard().settled());
        assertThat(statements.get()).isLessThanOrEqualTo(10);
        assertThat(fort.number("SELECT sum(times)::int FROM guesses")).isEqualTo(10_000);
    }

    /** Those who are refused cost nothing. */
    @Test
    void refusalsCostNoStatement() {
        var statements = new AtomicInteger();
        var gateway = fort.join(client -> counting(client, statements));
        fort.guesses(gateway, "127.0.1.1", "alice", 0, 10);
        statements.set(0);
        for (var i = 0; i < 10_000; i++) {
            assertThat(fort.admitted(gateway, fort.plain("127.0.1.1", "alice", fingerprint(i))))
                    .isFalse();
        }
        assertThat(statements.get()).isZero();
    }

    private static SqlClient counting(SqlClient client, AtomicInteger statements) {
        return (SqlClient) Proxy.newProxyInstance(
                SqlClient.class.getClassLoader(), new Class<?>[] {SqlClient.class}, (proxy, method, arguments) -> {
                    if (method.getName().endsWith("uery")) {
                        statements.incrementAndGet();
                    }
                    try {
                        return method.invoke(client, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
