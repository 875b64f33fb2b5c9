package io.vouchpost.survival;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.account.DeviceCredentials;
import io.vouchpost.config.SaslExample;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.survival.RecordingHop.Mood;
import io.vouchpost.verticle.Gateway;
import io.vouchpost.verticle.SocketClient;
import io.vouchpost.verticle.TestGateway;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The version before and this one side by side on one database, as it is while one takes the other's place, and back again.
 * The schema is one version ahead of both what the old one and this one know.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TwoVersionsIT {
    private static final Duration TO_STOP = Duration.ofSeconds(45);
    private static final int NETWORK_FAILURES = 6;
    /** What the log has of faults of the program, and of the database's complaints. */
    private static final String[] FAULTS = {" ERROR ", "PgException"};

    private static final String RECIPIENT = "bob@example.net";

    private final Vertx vertx = Vertx.vertx(Gateway.options());
    private final AtomicReference<Mood> mood = new AtomicReference<>(Mood.GOOD);
    private final Ledger ledger = new Ledger();
    private Installation installation;
    private Replica old;
    private Replica young;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        var before = PreviousVersion.classPath();
        var next = Path.of("target", "test-classes", "two-versions").toAbsolutePath();
        var hop = TestDatabase.await(RecordingHop.listen(vertx, ledger::arrived, mood::get));
        installation = new Installation(folder, hop.port(), TwoVersionsIT::configure);
        old = installation.replica("old", before, json -> {});
        young = installation.replica(
                "young", System.getProperty("java.class.path") + File.pathSeparator + next, json -> {});
        old.start();
        awaitReady(old);
        isLockedOut("127.0.0.65", old, old); // it has statements prepared when the tables change
        submit(old, "before", 3);
        awaitAllDelivered();
        young.start();
        awaitReady(young);
        assertThat(installation.rows("SELECT version FROM flyway_schema_history"))
                .as("the new one has migrated what the old one works on")
                .contains("1000");
    }

    @AfterAll
    void stop() {
        if (installation != null) {
            installation.close();
        }
        TestDatabase.await(vertx.close());
    }

    private static void configure(JsonObject json) {
        json.getJsonObject("guard")
                .put("exempt", new JsonArray().add("127.0.0.1"))
                .put("tarpit", "0s")
                .put("networkFailures", NETWORK_FAILURES);
        json.getJsonObject("delivery").put("acknowledge", "spooled");
    }

    private static void awaitReady(Replica gateway) {
        Fleet.await(gateway.name() + " is ready", () -> {
            assertThat(gateway.isAlive()).as(gateway::log).isTrue();
            return gateway.isReady();
        });
    }

    private void bothUp() throws IOException {
        for (var gateway : List.of(old, young)) {
            if (!gateway.isAlive()) {
                gateway.start();
                awaitReady(gateway);
            }
        }
    }

    private static void end(Replica gateway) throws Exception {
        gateway.signal("TERM");
        gateway.ended(TO_STOP);
    }

    private void submit(Replica gateway, String name, int messages) throws IOException {
        try (var client = SocketClient.loggedIn(tlsPort(gateway))) {
            for (int number = 0; number < messages; number++) {
                var id = name + number;
                var message = Submitter.FIRST_FIELD + id + "\r\nFrom: " + TestGateway.ALICE + "\r\nMessage-ID: <" + id
                        + "@example.org>\r\n\r\nhello\r\n";
                ledger.offered(id, List.of(RECIPIENT));
                assertThat(client.command("MAIL FROM:<" + TestGateway.ALICE + ">"))
                        .startsWith("250");
                assertThat(client.command("RCPT TO:<" + RECIPIENT + ">")).startsWith("250");
                assertThat(client.command("DATA")).startsWith("354");
                assertThat(client.command(message + ".")).startsWith("250");
                ledger.promised(id, List.of(RECIPIENT), Ledger.digest(message.getBytes(ISO_8859_1)));
            }
        }
    }

    private static int tlsPort(Replica gateway) {
        return gateway.ports().get(1);
    }

    private void awaitAllDelivered() throws SQLException {
        Fleet.await("all delivered", () -> {
            try {
                return installation.waiting() == 0;
            } catch (SQLException away) {
                throw new AssertionError(away);
            }
        });
        assertThat(ledger.lost()).isEmpty();
        assertThat(ledger.changed()).isEmpty();
        assertThat(ledger.repeated()).isEmpty();
    }

    @Test
    void eachDeliversWhatTheOtherHasTakenAndTheWayBackIsOpen() throws Exception {
        bothUp();
        mood.set(Mood.DEFERS_MESSAGE);
        submit(old, "old-first", 10);
        submit(young, "young-first", 10);
        end(old);
        mood.set(Mood.GOOD);
        awaitAllDelivered();

        old.start();
        awaitReady(old);
        mood.set(Mood.DEFERS_MESSAGE);
        submit(young, "young-second", 10);
        submit(old, "old-second", 10);
        end(young);
        mood.set(Mood.GOOD);
        awaitAllDelivered();

        end(old);
        old.start(); // on the schema that the new one has left
        awaitReady(old);
        submit(old, "old-again", 5);
        awaitAllDelivered();
        assertThat(old.log()).doesNotContain(FAULTS);
        assertThat(young.log()).doesNotContain(FAULTS);
    }

    @Test
    void lockoutsAndRevocationsReachBoth() throws Exception {
        bothUp();
        isLockedOut("127.0.0.66", old, young);
        isLockedOut("127.0.0.67", young, old);

        var database = installation.database(vertx);
        try {
            var devices = new DeviceCredentials(vertx, database.pool(), SaslExample.hashing(1, 10, 10_000));
            var doors = new Doors(List.of(tlsPort(old), tlsPort(young)), TestGateway.ALICE);
            doors.closeWithinASecond(doors.credentials(devices));
        } finally {
            TestDatabase.await(database.close());
        }
    }

    /** Guesses at one; the other has it too. */
    private static void isLockedOut(String attacker, Replica here, Replica there) throws IOException {
        for (int guess = 0; guess < NETWORK_FAILURES; guess++) {
            try (var client = SocketClient.plain(attacker, tlsPort(here))) {
                client.handshake();
                assertThat(client.readReply()).startsWith("220");
                client.command("EHLO attacker.example");
                assertThat(Doors.logIn(client, "nobody" + guess + "@example.org", "wrong"))
                        .startsWith("535");
            }
        }
        Fleet.await(attacker + " is locked out at " + there.name(), () -> {
            try (var client = SocketClient.plain(attacker, tlsPort(there))) {
                client.handshake();
                return client.readReply().startsWith("421");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }
}
