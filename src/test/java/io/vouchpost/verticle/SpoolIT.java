package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.survival.RecordingHop;
import io.vouchpost.survival.RecordingHop.Mood;
import io.vouchpost.survival.RecordingHop.Taken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What 250 means, seen from both sides: a client, and a next hop in each of its moods. */
class SpoolIT {
    private static final String NOBODY = RecordingHop.NOBODY + "@example.net";

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<Taken> arrived = new LinkedBlockingQueue<>();
    private final AtomicReference<Mood> mood = new AtomicReference<>(Mood.GOOD);
    private RecordingHop hop;

    @BeforeEach
    void listen() {
        hop = TestDatabase.await(RecordingHop.listen(vertx, arrived::add, mood::get));
    }

    @AfterEach
    void close() {
        TestDatabase.await(vertx.close());
    }

    @Test
    void whatTheNextHopDefersIsAcceptedAndDeliveredLater() throws Exception {
        try (var gateway = start("relayed", json -> {})) {
            mood.set(Mood.DEFERS_MESSAGE);
            assertThat(submit(gateway, "one", "bob@example.net")).startsWith("250 2.0.0 Message ");
            mood.set(Mood.GOOD);
            assertThat(arrival().recipients()).containsExactly("bob@example.net");
        }
    }

    @Test
    void whatIsSpooledIsDeliveredThoughTheClientHasItsAnswerAlready() throws Exception {
        try (var gateway = start("spooled", json -> {})) {
            assertThat(submit(gateway, "one", "bob@example.net", "carol@example.net"))
                    .startsWith("250");
            assertThat(arrival().recipients()).containsExactly("bob@example.net", "carol@example.net");
        }
    }

    @Test
    void aNextHopThatIsDownCostsNothingButTime() throws Exception {
        try (var gateway = start("relayed", json -> json.getJsonObject("delivery")
                .getJsonArray("routes")
                .getJsonObject(0)
                .getJsonArray("hosts")
                .getJsonObject(0)
                .put("port", 1))) {
            assertThat(submit(gateway, "one", "bob@example.net")).startsWith("250");
            gateway.reconfigure(json -> json.getJsonObject("delivery")
                    .getJsonArray("routes")
                    .getJsonObject(0)
                    .getJsonArray("hosts")
                    .getJsonObject(0)
                    .put("port", hop.port()));
            assertThat(arrival().recipients()).containsExactly("bob@example.net");
        }
    }

    @Test
    void whenAllAreRefusedTheClientHearsItFromTheNextHop() throws Exception {
        try (var gateway = start("relayed", json -> {})) {
            assertThat(submit(gateway, "one", NOBODY)).startsWith("550 5.1.1").contains("nobody of that name");
        }
    }

    @Test
    void whenSomeAreRefusedTheOthersGetItAndTheSenderABounce() throws Exception {
        for (var acknowledge : new String[] {"relayed", "spooled"}) {
            try (var gateway = start(acknowledge, json -> {})) {
                assertThat(submit(gateway, "one", "bob@example.net", NOBODY)).startsWith("250");
                assertThat(arrival().recipients()).containsExactly("bob@example.net");
                var bounce = arrival();
                assertThat(bounce.from()).isEmpty();
                assertThat(bounce.recipients()).containsExactly("alice@example.org");
                assertThat(bounce.octets())
                        .contains(
                                "Final-Recipient: rfc822;" + (bounce.octets().contains("rfc822; ") ? " " : "") + NOBODY)
                        .contains("Action: failed")
                        .contains("nobody of that name");
            }
        }
    }

    @Test
    void whoeverWaitsTooLongIsWarnedAndThenTold() throws Exception {
        mood.set(Mood.DEFERS_RECIPIENTS);
        try (var gateway = start("relayed", json -> json.getJsonObject("delivery")
                .getJsonObject("retry")
                .put("warn", "1s")
                .put("expire", "4s"))) {
            assertThat(submit(gateway, "one", "bob@example.net")).startsWith("250");
            // the notifications go the same way, and are taken by a next hop that is in a better mood
            awaitRows(gateway, "SELECT 1 FROM spool_recipients WHERE warned");
            awaitRows(gateway, "SELECT 1 FROM spool_recipients WHERE state = 'FAILED'");
            mood.set(Mood.GOOD);
            assertThat(arrival().octets() + arrival().octets())
                    .contains("Action: delayed")
                    .contains("Action: failed");
        }
    }

    @Test
    void aSecondCopyGetsTheFirstAnswerAndGoesNowhere() throws Exception {
        for (var acknowledge : new String[] {"relayed", "spooled"}) {
            try (var gateway = start(acknowledge, json -> {})) {
                var first = submit(gateway, "one", "bob@example.net");
                arrival();
                awaitRows(gateway, "SELECT 1 FROM spool_answers");
                assertThat(submit(gateway, "one", "bob@example.net")).isEqualTo(first);
                assertThat(submit(gateway, "two", "bob@example.net")).isNotEqualTo(first);
                assertThat(arrival().octets()).contains("two");
                assertThat(arrived).isEmpty();
            }
        }
    }

    @Test
    void withoutRoomTheClientIsToldToComeLater() throws Exception {
        try (var gateway = start("spooled", json -> json.getJsonObject("delivery")
                .getJsonObject("spool")
                .put("freeBytes", 1_125_899_906_842_624L))) {
            assertThat(submit(gateway, "one", "bob@example.net")).startsWith("452 4.3.1");
        }
    }

    private TestGateway start(String acknowledge, Consumer<JsonObject> configuring) throws Exception {
        var own = Files.createTempDirectory(folder, acknowledge);
        return TestGateway.start(own, json -> {
            var delivery = json.getJsonObject("delivery");
            delivery.put("acknowledge", acknowledge)
                    .put("duplicates", "10m")
                    .put("relayTimeout", "3s")
                    .put("retry", new JsonObject().put("intervals", new JsonArray().add("200ms")))
                    .put("spool", new JsonObject());
            delivery.getJsonArray("routes")
                    .getJsonObject(0)
                    .getJsonArray("hosts")
                    .getJsonObject(0)
                    .put("port", hop.port());
            configuring.accept(json);
        });
    }

    private static String submit(TestGateway gateway, String subject, String... recipients) throws IOException {
        try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
            client.command("MAIL FROM:<alice@example.org>");
            for (var recipient : recipients) {
                client.command("RCPT TO:<" + recipient + ">");
            }
            client.command("DATA");
            client.send("From: alice@example.org\r\nSubject: " + subject + "\r\nMessage-ID: <" + subject
                    + "@example.org>\r\n\r\nHello.\r\n.\r\n");
            return client.readReply();
        }
    }

    private Taken arrival() throws InterruptedException {
        var taken = arrived.poll(20, TimeUnit.SECONDS);
        assertThat(taken).as("arrives at the next hop").isNotNull();
        return taken;
    }

    private static void awaitRows(TestGateway gateway, String query) {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (TestDatabase.await(gateway.pool().query(query).execute()).size() == 0) {
            assertThat(System.nanoTime()).as(query).isLessThan(deadline);
        }
    }
}
