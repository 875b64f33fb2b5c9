package io.vouchpost.verticle;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vouchpost.guard.Guard;
import io.vouchpost.guard.Ruling;
import io.vouchpost.sasl.Clients;
import io.vouchpost.sasl.Credentials;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.sasl.Passwords;
import io.vouchpost.secret.Secret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
        return new GuardedCredentials.Factory(bus, client -> checked, new Pace(vertx)).forClient(Clients.by("PLAIN"));
    }

    private Verdict check(String authcid) {
        return await(credentials().check(authcid, Secret.ofText("x")));
    }

    /** Messages of one sender to one address keep their order: the last one that is told comes after all others. */
    private void settled() {
        await(bus.admit(new Guard.Arrival("192.0.2.1")));
    }

    @Test
    void theGuardIsToldWhatCameOut() {
        await(bus.serve(watch));
        VERDICTS.keySet().stream().sorted().forEach(name -> assertThat(check(name))
                .isEqualTo(VERDICTS.get(name)));
        for (int i = 0; i < 1000 && watch.told.size() < 4; i++) {
            settled();
        }
        assertThat(watch.told)
                .containsExactlyInAnyOrder(
                        "alice@192.0.2.1 SUCCEEDED",
                        "bob@192.0.2.1 FAILED",
                        "busy@192.0.2.1 UNDECIDED",
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
}
