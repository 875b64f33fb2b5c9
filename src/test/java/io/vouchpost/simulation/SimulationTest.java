package io.vouchpost.simulation;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vouchpost.audit.Event;
import io.vouchpost.audit.Event.Login;
import io.vouchpost.audit.Event.Origin;
import io.vouchpost.audit.Event.Refusal;
import io.vouchpost.audit.Event.Refused;
import io.vouchpost.audit.EventJson;
import io.vouchpost.config.GuardExample;
import io.vouchpost.config.GuardSettings;
import io.vouchpost.database.Database;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.simulation.Difference.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SimulationTest {
    private static final Instant BEGIN = Instant.parse("2026-11-21T10:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    private final Database database = TestDatabase.open(vertx);
    private final StringBuilder log = new StringBuilder();
    private Instant now = BEGIN;
    private int sessions;
    private String tried = "";

    @AfterEach
    void close() {
        await(database.close());
        await(vertx.close());
    }

    /** A network is locked from its fifth failure for a minute, and may connect so often in a minute. */
    private static GuardSettings settings(int accountFailures, int connectionsPerMinute) {
        return GuardExample.of(
                accountFailures,
                5,
                Duration.ofMinutes(1),
                Duration.ofMinutes(10),
                Duration.ofHours(1),
                connectionsPerMinute,
                List.of());
    }

    private void log(Event event) {
        log.append(EventJson.encode(event).encode()).append('\n');
    }

    private Origin session(String address) {
        return new Origin("S" + ++sessions, address, "TLSv1.3", "TLS_AES_128_GCM_SHA256");
    }

    /** A log-in in a session of its own, one second after the event before it. */
    private void logIn(String address, String account, String rule, String reply) {
        now = now.plusSeconds(1);
        var refusal = rule.isEmpty()
                ? Optional.<Refusal>empty()
                : Optional.of(new Refusal("S" + sessions + "-1", reply, rule, "seen", "remedy", List.of()));
        log(new Login(now, session(address), "PLAIN", account, "", "", tried, "client.example", refusal));
    }

    private void right(String address, String account) {
        tried = "";
        logIn(address, account, "", "");
    }

    /** Each time another wrong password. */
    private void wrong(String address, String account) {
        tried = String.format(Locale.ROOT, "%04x", sessions);
        logIn(address, account, "password", "535 5.7.8 Wrong user name or password");
    }

    private void barred(String address, String account) {
        logIn(address, account, "guard.accountFailures", "421 4.7.0 Too many failed log-ins, try again later");
    }

    private Findings simulate(GuardSettings settings) throws IOException {
        try (var simulation = new Simulation(vertx, database, settings)) {
            return simulation.run(
                    new LogReader(new ByteArrayInputStream(log.toString().getBytes(StandardCharsets.UTF_8))),
                    (octets, time) -> {});
        }
    }

    @Test
    void whatALooserGuardHadLetThroughIsRefusedAndTheLockoutIsListed() throws Exception {
        for (int i = 0; i < 12; i++) {
            wrong("192.0.2.1", "user" + i);
        }
        var found = simulate(settings(100, 600));
        assertThat(found.logins("WRONG")).isEqualTo(12);
        assertThat(found.count(Kind.WRONG_LOGIN_REFUSED)).isEqualTo(7);
        assertThat(found.lockouts())
                .containsExactly(new Lock(
                        "192.0.2.1",
                        "guard.networkFailures",
                        BEGIN.plusSeconds(6),
                        BEGIN.plusSeconds(5).plusSeconds(60),
                        7));
        assertThat(found.refusalsByRule()).containsOnlyKeys("guard.networkFailures");
        assertThat(found.accountsHit()).isEmpty();
    }

    @Test
    void timeIsTheLogsOwn() throws Exception {
        for (int i = 0; i < 5; i++) {
            wrong("192.0.2.1", "user" + i);
        }
        now = now.plusSeconds(120);
        wrong("192.0.2.1", "later");
        var found = simulate(settings(100, 600));
        assertThat(found.count(Kind.WRONG_LOGIN_REFUSED)).isZero();
        assertThat(found.begin()).contains(BEGIN.plusSeconds(1));
        assertThat(found.end()).contains(now);
    }

    @Test
    void accountsAreNamedThatWouldBeHitThoughTheyLoggedInRightly() throws Exception {
        for (int i = 0; i < 4; i++) {
            wrong("192.0.2.1", "alice");
        }
        right("192.0.2.1", "alice");
        right("192.0.2.1", "bob");
        right("192.0.2.1", "alice");
        var found = simulate(settings(3, 600));
        assertThat(found.accountsHit()).containsOnlyKeys("alice").containsValue(2L);
        assertThat(found.count(Kind.RIGHT_LOGIN_REFUSED)).isEqualTo(2);
        assertThat(found.differences()).last().satisfies(it -> {
            assertThat(it.kind()).isEqualTo(Kind.RIGHT_LOGIN_REFUSED);
            assertThat(it.address()).isEqualTo("192.0.2.1");
            assertThat(it.rule()).isEqualTo("guard.accountFailures");
            assertThat(it.until()).isPresent();
        });
    }

    /** Its password was right, and so it counted for the guard; only the text is that of a wrong one. */
    @Test
    void whoMayNotActAsAnotherHasNotGuessed() throws Exception {
        for (int i = 0; i < 8; i++) {
            logIn("192.0.2.1", "groupware", "policy.actAs", "535 5.7.8 Wrong user name or password");
        }
        right("192.0.2.1", "groupware");
        var found = simulate(settings(3, 600));
        assertThat(found.logins("WRONG")).isZero();
        assertThat(found.logins("RIGHT")).isEqualTo(9);
        assertThat(found.differences()).isEmpty();
    }

    @Test
    void aLineOfNoTimeThatEverWasIsNoEvent() throws Exception {
        right("192.0.2.1", "alice");
        log.append(
                "{\"event\":\"login\",\"time\":\"+1000000000-12-31T23:59:59Z\",\"session\":\"S9\",\"client\":\"192.0.2.1\"}\n");
        log.append("{\"event\":\"submission\",\"time\":\"" + now + "\",\"session\":\"S1\",\"client\":\"192.0.2.1\",")
                .append("\"account\":\"alice\",\"recipients\":2147483647}\n");
        right("192.0.2.1", "alice");
        var found = simulate(settings(3, 600));
        assertThat(found.unreadable()).isEqualTo(1);
        assertThat(found.logins("RIGHT")).isEqualTo(2);
        assertThat(found.end()).contains(now);
    }

    @Test
    void whatWasRefusedUnseenIsLetThroughByALooserGuard() throws Exception {
        right("192.0.2.1", "alice");
        barred("192.0.2.1", "alice");
        barred("198.51.100.1", "bob");
        var found = simulate(settings(100, 600));
        assertThat(found.count(Kind.LOGIN_LET_THROUGH)).isEqualTo(2);
    }

    /** As alice's owner stood outside of it, each of her log-ins was right; the stranger's are guesses. */
    /** Time stands still while an event of the log is looked at: who would only wait is let in, and the alarm is there. */
    @Test
    void behindASharedAddressNobodyWaitsAndTheAlarmIsTold() throws Exception {
        for (var account : List.of("alice", "bob", "carol")) {
            right("10.0.0.5", account);
        }
        for (int i = 0; i < 20; i++) {
            wrong("10.0.0.5", "alice");
        }
        logIn("10.0.0.5", "alice", "guard.sharedAddress", "421 4.7.0 Too many failed log-ins, try again later");
        right("10.0.0.5", "alice");
        var found = simulate(settings(3, 600));
        assertThat(found.differences()).isEmpty();
        assertThat(found.lockouts()).isEmpty();
        assertThat(found.alarms())
                .extracting(alarm -> alarm.kind() + " " + alarm.account())
                .containsExactly("GUESSING alice");
    }

    @Test
    void whatNobodyLookedAtIsTakenForRightOnlyWhereTheAccountIsAtHome() throws Exception {
        right("192.0.2.1", "alice");
        for (int i = 0; i < 10; i++) {
            barred("192.0.2.1", "alice");
        }
        for (int i = 0; i < 10; i++) {
            barred("198.51.100.1", "bob");
        }
        var found = simulate(settings(3, 600));
        assertThat(found.count(Kind.LOGIN_LET_THROUGH)).isEqualTo(10 + 3);
    }

    @Test
    void connectionsAreCountedByTheirSessions() throws Exception {
        for (int i = 0; i < 6; i++) {
            right("192.0.2.1", "alice");
        }
        log(new Refused(
                now,
                session("198.51.100.1"),
                "",
                "",
                "connection",
                Optional.of(new Refusal("S-1", "421 4.7.0", "guard.connectionsPerMinute", "", "", List.of()))));
        var found = simulate(settings(100, 4));
        assertThat(found.count(Kind.CONNECTION_REFUSED)).isEqualTo(2);
        assertThat(found.count(Kind.RIGHT_LOGIN_REFUSED)).isEqualTo(2);
        assertThat(found.count(Kind.CONNECTION_LET_IN)).isEqualTo(1);
        assertThat(found.refusalsByRule()).containsEntry("guard.connectionsPerMinute", 2L);
    }

    @Test
    void linesThatAreNoEventsAreCountedAndPassedOver() throws Exception {
        right("192.0.2.1", "alice");
        log.append("{\"time\":\"2026-11-21T10:00:02Z\",\"event\":\"lo\n")
                .append("[]\n")
                .append("{\"time\":17,\"event\":\"login\"}\n")
                .append("{\"time\":\"yesterday\",\"event\":\"login\"}\n")
                .append("x".repeat(100_000))
                .append('\n');
        right("pseudonym", "bob");
        var found = simulate(settings(100, 600));
        assertThat(found.lines()).isEqualTo(7);
        assertThat(found.unreadable()).isEqualTo(5);
        assertThat(found.firstUnreadable()).isEqualTo(2);
        assertThat(found.logins("RIGHT")).isEqualTo(2);
        assertThat(found.withoutAddress()).isEqualTo(1);
    }

    @Test
    void whatWasToldOfAnOutageChangesNothing() throws Exception {
        for (int i = 0; i < 20; i++) {
            logIn("192.0.2.1", "alice", "outage", "454 4.7.0 Log-ins cannot be checked at the moment");
        }
        var found = simulate(settings(3, 600));
        assertThat(found.differences()).isEmpty();
        assertThat(found.logins("UNDECIDED")).isEqualTo(20);
    }
}
