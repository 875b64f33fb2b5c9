package io.vouchpost.survival;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vouchpost.account.Accounts;
import io.vouchpost.account.DeviceCredentials;
import io.vouchpost.config.SaslExample;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.secret.Secret;
import io.vouchpost.survival.MailProgram.Setback;
import io.vouchpost.survival.RecordingHop.Mood;
import io.vouchpost.verticle.Gateway;
import io.vouchpost.verticle.SocketClient;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Three gateways behind HAProxy are restarted, killed and added to while mail programs submit: nobody is told anything that
 * a mail program would not try again, and what was answered with 250 arrives once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class RollingRestartIT {
    private static final Logger LOG = LoggerFactory.getLogger(RollingRestartIT.class);
    /** What 128 and the number of SIGTERM make, as for every Java program. */
    private static final int TERMINATED = 143;

    private static final Duration TO_CLOSE = Duration.ofSeconds(10);

    private final Vertx vertx = Vertx.vertx(Gateway.options());
    private final AtomicReference<Mood> mood = new AtomicReference<>(Mood.GOOD);
    private final AtomicReference<Ledger> books = new AtomicReference<>(new Ledger());
    private Fleet fleet;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        var hop = TestDatabase.await(
                RecordingHop.listen(vertx, taken -> books.get().arrived(taken), mood::get));
        fleet = new Fleet(folder, hop.port());
    }

    @AfterAll
    void stop() throws InterruptedException {
        if (fleet != null) {
            fleet.close();
        }
        TestDatabase.await(vertx.close());
    }

    private Load load(String name) {
        var load = new Load(name, fleet.port());
        books.set(load.ledger());
        load.start();
        load.awaitMore(50);
        return load;
    }

    @Test
    void aRollingRestartUnderLoadFailsNoSubmission() throws Exception {
        fleet.bringUp();
        var before = fleet.connections();
        var load = load("rolling");
        var chronicle = new Chronicle();
        for (var gateway : fleet.gateways()) {
            restart(gateway, chronicle);
            load.awaitMore(30);
        }
        settle(load);
        chronicle.note("the mail programs are told to end, and all mail has arrived");
        tell(load, before, chronicle);

        assertThat(load.experience().setbacks(Setback.BROKEN))
                .as("ended without a word")
                .isZero();
        assertThat(load.experience().setbacks(Setback.UNANSWERED))
                .as("left in doubt")
                .isZero();
        // not LATER: a 451 or 454 comes of a machine that is busy with other things
        assertThat(load.experience().setbacks(Setback.KEPT))
                .as("told to come back, at most once by each gateway that ends")
                .isLessThanOrEqualTo(load.programs() * fleet.gateways().size());
    }

    private void restart(Replica gateway, Chronicle chronicle) throws Exception {
        gateway.signal("TERM");
        chronicle.note("SIGTERM to " + gateway.name());
        long told = System.nanoTime();
        Fleet.await("says that it stops", () -> fleet.readiness(gateway).equals("503 stopping\n"));
        Fleet.await("HAProxy hears of it", () -> !fleet.isSentWork(gateway));
        chronicle.note("HAProxy: " + word(gateway));
        assertThat(gateway.isAlive()).as("waits until it is heard").isTrue();
        int code = gateway.ended(Fleet.NOTICE.plus(Fleet.GRACE).plus(TO_CLOSE));
        chronicle.note(gateway.name() + " has ended, with " + code);
        assertThat(code).isEqualTo(TERMINATED);
        assertThat(Duration.ofNanos(System.nanoTime() - told)).isGreaterThanOrEqualTo(Fleet.NOTICE);
        assertThat(gateway.log()).doesNotContain("not stopped in order");
        gateway.start();
        chronicle.note(gateway.name() + " is started again");
        fleet.awaitWork(gateway);
        chronicle.note("HAProxy: " + word(gateway));
    }

    /** Without the time, and without what changes from machine to machine. */
    private String word(Replica gateway) {
        var word = fleet.lastWord(gateway);
        return word.substring(word.indexOf("Server "));
    }

    /** All that was submitted comes to its end, and nothing is lost, changed, invented, or there twice unsaid. */
    private void settle(Load load) throws Exception {
        load.end();
        Fleet.await("all delivered", () -> {
            try {
                return fleet.installation().waiting() == 0;
            } catch (SQLException away) {
                throw new AssertionError(away);
            }
        });
        var ledger = load.ledger();
        LOG.info(
                "{} submitted, {} accepted, {} after a retry, the longest after {} ms, failed: {}; {}; {} came twice",
                ledger.offers(),
                load.experience().accepted(),
                load.experience().retried(),
                load.experience().longest().toMillis(),
                load.experience().refused(),
                setbacks(load),
                ledger.repeated().size());
        assertThat(load.experience().refused()).as("shown to users").isEmpty();
        assertThat(ledger.promises()).isEqualTo(ledger.offers());
        assertThat(ledger.lost()).isEmpty();
        assertThat(ledger.changed()).isEmpty();
        assertThat(ledger.invented()).isEmpty();
        assertThat(ledger.unexplained(fleet.installation().possiblyDelivered())).isEmpty();
    }

    private static String setbacks(Load load) {
        return Arrays.stream(Setback.values())
                .map(setback -> setback + ": " + load.experience().setbacks(setback))
                .collect(Collectors.joining(", "));
    }

    private void tell(Load load, List<Long> before, Chronicle chronicle) throws Exception {
        var experience = load.experience();
        var ledger = load.ledger();
        chronicle.add("");
        chronicle.count("mail programs", load.programs());
        chronicle.count("messages submitted", ledger.offers());
        chronicle.count("accepted", experience.accepted());
        chronicle.count("  after more than one attempt", experience.retried());
        for (var setback : Setback.values()) {
            chronicle.count("    " + setback, experience.setbacks(setback));
        }
        chronicle.count("failed", experience.refused().size());
        chronicle.count(
                "longest wait for a 250, with retries, ms", experience.longest().toMillis());
        chronicle.count("arrived", ledger.arrivals());
        chronicle.count("lost", ledger.lost().size());
        chronicle.count("arrived twice", ledger.repeated().size());
        var after = fleet.connections();
        for (int i = 0; i < after.size(); i++) {
            chronicle.count(
                    "connections that HAProxy gave to "
                            + fleet.gateways().get(i).name(),
                    after.get(i) - before.get(i));
        }
        chronicle.write(Path.of("target", "rolling-restart.md"));
    }

    @Test
    void whatAKilledOneHadTheOthersDeliver() throws Exception {
        fleet.bringUp();
        var load = load("killed");
        mood.set(Mood.HANGS); // so that the one that dies has messages in its hands
        var killed = fleet.gateways().get(0);
        try {
            Fleet.await(
                    "messages in everybody's hands",
                    () -> couriers() == fleet.gateways().size());
            killed.kill();
        } finally {
            mood.set(Mood.GOOD);
        }
        long since = System.nanoTime();
        Fleet.await("HAProxy takes it out", () -> !fleet.isSentWork(killed));
        LOG.info("out after {} ms", Duration.ofNanos(System.nanoTime() - since).toMillis());
        load.awaitMore(50);
        settle(load);
    }

    /** Gateways that have messages in their hands just now. */
    private int couriers() {
        try {
            return fleet.installation()
                    .rows("SELECT gateway::text FROM spool_recipients WHERE state = 'LEASED'")
                    .size();
        } catch (SQLException away) {
            throw new AssertionError(away);
        }
    }

    @Test
    void whoIsAddedUnderLoadGetsItsShare() throws Exception {
        fleet.bringUp();
        var added = fleet.gateways().subList(1, fleet.gateways().size());
        for (var gateway : added) {
            gateway.signal("TERM");
        }
        for (var gateway : added) {
            gateway.ended(Fleet.NOTICE.plus(Fleet.GRACE).plus(TO_CLOSE));
        }
        var load = load("scaling");
        for (var gateway : added) {
            gateway.start();
        }
        for (var gateway : added) {
            fleet.awaitWork(gateway);
            Fleet.await("log-ins at " + gateway.name(), () -> fleet.logIns(gateway) >= 10);
        }
        settle(load);
    }

    @Test
    void aRevokedCredentialAndAnOldPasswordAreRefusedEverywhereWithinASecond() throws Exception {
        fleet.bringUp();
        var database = fleet.installation().database(vertx);
        try (var bystander = SocketClient.loggedIn(fleet.port())) {
            var hashing = SaslExample.hashing(1, 10, 10_000);
            var accounts = new Accounts(vertx, database.pool(), hashing);
            var name = "carol@example.org";
            TestDatabase.await(accounts.add(name, Secret.ofText("not yet known"), List.of(name), false));
            var doors = new Doors(fleet.ownPorts(), name);

            doors.closeWithinASecond(doors.credentials(new DeviceCredentials(vertx, database.pool(), hashing)));
            doors.closeWithinASecond(doors.password(accounts));

            assertThat(bystander.command("NOOP")).as("others stay").startsWith("250");
        } finally {
            TestDatabase.await(database.close());
        }
    }
}
