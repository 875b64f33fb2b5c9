package io.vouchpost.verticle;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vouchpost.guard.Guard;
import io.vouchpost.guard.Ruling;
import io.vouchpost.sasl.Clients;
import io.vouchpost.sasl.Credentials;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.sasl.Form;
import io.vouchpost.sasl.Passwords;
import io.vouchpost.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GuardedCredentialsTest {
    private static final Ruling.Wait WAIT =
            new Ruling.Wait("guard.accountFailures", "10 failures", Instant.parse("2026-11-21T12:00:00Z"));
    private static final Map<String, Verdict> VERDICTS = Map.of(
            "alice", new Verdict.Accepted("alice"),
            "off", new Verdict.Disabled("off"),
            "busy", new Verdict.Unavailable("pool full"),
            "nobody", new Verdict.Rejected(),
            "bob", new Verdict.Rejected());

    private final Vertx vertx = Vertx.vertx();
    private final Watch watch = new Watch();
    private final List<String> asked = new ArrayList<>();
    private final Credentials checked = new Passwords((authcid, password) -> {
        asked.add(authcid);
        return Future.succeededFuture(VERDICTS.get(authcid));
    });
    private Bus bus;

    @BeforeEach
    void open() {
        Bus.prepare(vertx);
        bus = new Bus(vertx);
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    private GuardedCredentials credentials() {
        return new GuardedCredentials.Factory(bus, client -> checked, new Pace(vertx), password -> "a3f1")
                .forClient(Clients.by("PLAIN"));
    }

    private Verdict check(String authcid) {
        return await(credentials().check(authcid, Secret.ofText("x")));
    }

    /** Messages of one sender to one address keep their order: the last one that is told comes after all others. */
    private void settled() {
        await(bus.admit(new Guard.Arrival("192.0.2.1", false)));
    }

    @Test
    void theGuardIsToldWhatCameOut() {
        await(bus.serve(watch));
        VERDICTS.keySet().stream().sorted().forEach(name -> assertThat(check(name))
                .isEqualTo(VERDICTS.get(name)));
        for (int i = 0; i < 1000 && watch.told.size() < 5; i++) {
            settled();
        }
        assertThat(watch.told)
                .containsExactlyInAnyOrder(
                        "alice@192.0.2.1 SUCCEEDED",
                        "bob@192.0.2.1 FAILED",
                        "busy@192.0.2.1 UNDECIDED",
                        "nobody@192.0.2.1 FAILED",
                        "off@192.0.2.1 UNDECIDED");
    }

    @Test
    void whoIsBarredTriesNoPassword() {
        await(bus.serve(watch));
        watch.ruling = Future.succeededFuture(WAIT);
        var credentials = credentials();
        assertThat(await(credentials.check("alice", Secret.ofText("x")))).isEqualTo(new Verdict.Barred());
        assertThat(credentials.ruling()).contains(WAIT);
        assertThat(asked).isEmpty();
        assertThat(watch.told).isEmpty();
    }

    @Test
    void aGuardThatFailsIsAnOutage() {
        await(bus.serve(watch));
        watch.ruling = Future.failedFuture("broken");
        assertThat(check("alice")).isInstanceOf(Verdict.Unavailable.class);
        assertThat(asked).isEmpty();
    }

    @Test
    void aGuardThatIsNotThereIsAnOutage() {
        assertThat(check("alice")).isInstanceOf(Verdict.Unavailable.class);
        assertThat(asked).isEmpty();
    }

    @Test
    void theGuardIsToldTheFingerprintAndNeverThePassword() {
        await(bus.serve(watch));
        var credentials = credentials();
        await(credentials.check("bob", Secret.ofText("swordfish")));
        eventuallyTold(1);
        assertThat(watch.attempts.get(0).fingerprint()).isEqualTo("a3f1");
        assertThat(watch.attempts.toString()).doesNotContain("swordfish");
        assertThat(credentials.tried()).isEqualTo("a3f1");
    }

    /** Known or not, whatever is shown: the timer is the same. */
    @Test
    void theAnswerToAWrongPasswordIsHeldBackAndThatToARightOneIsNot() {
        await(bus.serve(watch));
        watch.delay = Duration.ofMillis(300);
        for (var wrong : List.<Function<GuardedCredentials, Future<Verdict>>>of(
                it -> it.check("bob", Secret.ofText("x")),
                it -> it.check("nobody", Secret.ofText("x")),
                it -> it.token("bob", Secret.ofText("x")),
                it -> it.certificate("bob"),
                it -> it.verifiers("bob", Form.SCRAM_SHA_256).compose(found -> found.prove(secret -> false)))) {
            var start = System.nanoTime();
            assertThat(await(wrong.apply(credentials()))).isEqualTo(new Verdict.Rejected());
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(295));
        }
        watch.delay = Duration.ofHours(1);
        assertThat(check("alice")).isEqualTo(new Verdict.Accepted("alice"));
        assertThat(check("busy")).isInstanceOf(Verdict.Unavailable.class);
    }

    /** Between challenge and response nothing is kept for a client, so there is nothing to give back. */
    @Test
    void aChallengeWithoutAResponseCountsForNothing() {
        await(bus.serve(watch));
        var credentials = credentials();
        await(credentials.verifiers("alice", Form.SCRAM_SHA_256));
        credentials.end();
        settled();
        assertThat(watch.told).isEmpty();
        assertThat(watch.stages).containsExactly(Guard.Stage.CHALLENGE);
    }

    @Test
    void theGuardIsAskedAgainWhenTheResponseIsThere() {
        await(bus.serve(watch));
        var credentials = credentials();
        var verifiers = await(credentials.verifiers("alice", Form.SCRAM_SHA_256));
        watch.ruling = Future.succeededFuture(WAIT);
        assertThat(await(verifiers.prove(secret -> {
                    throw new AssertionError("looked at");
                })))
                .isEqualTo(new Verdict.Barred());
        assertThat(credentials.ruling()).contains(WAIT);
        assertThat(watch.stages).containsExactly(Guard.Stage.CHALLENGE, Guard.Stage.RESPONSE);
        assertThat(watch.told).isEmpty();
    }

    @Test
    void aCheckOfWhichNothingComesIsGivenBack() {
        await(bus.serve(watch));
        var never = new GuardedCredentials.Factory(
                        bus,
                        client -> new Passwords((authcid, password) -> {
                            asked.add(authcid);
                            return Promise.<Verdict>promise().future();
                        }),
                        new Pace(vertx),
                        password -> "a3f1")
                .forClient(Clients.by("PLAIN"));
        never.check("alice", Secret.ofText("x"));
        for (int i = 0; i < 1000 && asked.isEmpty(); i++) {
            settled();
        }
        never.end();
        never.end();
        eventuallyTold(1);
        assertThat(watch.told).containsExactly("alice@192.0.2.1 UNDECIDED");
    }

    private void eventuallyTold(int times) {
        for (int i = 0; i < 1000 && watch.told.size() < times; i++) {
            settled();
        }
    }
}
