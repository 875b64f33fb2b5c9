package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What one client, or many of them, may make the gateway do; and that the next one is served all the same. */
@Timeout(60)
class LimitsIT {
    private static final int SASL_LINE = 12_288;

    @TempDir
    static Path folder;

    static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = TestGateway.start(folder);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static void limits(Consumer<JsonObject> change) throws Exception {
        gateway.reconfigure(json -> change.accept(json.getJsonObject("limits")));
    }

    private static void startMessage(SocketClient client) throws Exception {
        client.command("MAIL FROM:<alice@example.org>");
        client.command("RCPT TO:<bob@example.net>");
        assertThat(client.command("DATA")).startsWith("354");
    }

    private static void submits(SocketClient client) throws Exception {
        startMessage(client);
        assertThat(client.command("From: alice@example.org\r\n\r\nHello\r\n.")).startsWith("250 2.0.0");
        assertThat(gateway.arrival().octets().toString(StandardCharsets.UTF_8)).endsWith("Hello\r\n");
    }

    private static void isClosed(SocketClient client) throws Exception {
        assertThat(client.readReply()).as("the server closes").isEmpty();
    }

    @Test
    void oneMoreFromAnAddressIsTurnedAway(@TempDir Path own) throws Exception {
        try (var gateway =
                TestGateway.start(own, json -> json.getJsonObject("limits").put("connectionsPerAddress", 2))) {
            try (var first = SocketClient.loggedIn(gateway.tlsPort());
                    var second = SocketClient.plain(gateway.port())) {
                assertThat(second.readReply()).startsWith("220 ");
                isTurnedAway(SocketClient.plain(gateway.port()));
                isTurnedAway(SocketClient.tls(gateway.tlsPort()));
                assertThat(first.command("NOOP")).startsWith("250 ");
            }
            isServedAgain(gateway);
        }
    }

    @Test
    void oneMoreInAllIsTurnedAway(@TempDir Path own) throws Exception {
        try (var gateway = TestGateway.start(
                        own, json -> json.getJsonObject("limits").put("connections", 2));
                var first = SocketClient.plain(gateway.port())) {
            assertThat(first.readReply()).startsWith("220 ");
            try (var second = SocketClient.plain(gateway.port())) {
                assertThat(second.readReply()).startsWith("220 ");
                isTurnedAway(SocketClient.plain(gateway.port()));
            }
            isServedAgain(gateway);
        }
    }

    private static void isTurnedAway(SocketClient one) throws Exception {
        try (one) {
            assertThat(one.readReply()).startsWith("421 4.7.0 ");
            isClosed(one);
        }
    }

    /** Clients that have gone are counted out a moment later. */
    private static void isServedAgain(TestGateway gateway) throws Exception {
        String greeting;
        do {
            try (var next = SocketClient.plain(gateway.port())) {
                greeting = next.readReply();
            }
        } while (greeting.startsWith("421"));
        assertThat(greeting).startsWith("220 ");
    }

    @Test
    void silenceEndsASession() throws Exception {
        limits(limits -> limits.put("idle", "1s"));
        try (var stranger = SocketClient.plain(gateway.port());
                var friend = SocketClient.loggedIn(gateway.tlsPort());
                var sender = SocketClient.loggedIn(gateway.tlsPort())) {
            stranger.readReply();
            startMessage(sender);
            sender.send("From: alice@example.org\r\n");
            for (var client : new SocketClient[] {stranger, friend, sender}) {
                assertThat(client.readReply()).startsWith("421 4.4.2 Nothing came");
                isClosed(client);
            }
        }
        assertThat(gateway.hasArrivals()).isFalse();
    }

    @Test
    void aMessageThatTakesTooLongEndsTheSessionHoweverMuchComes() throws Exception {
        limits(limits -> limits.put("data", "1s"));
        try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
            startMessage(client);
            for (int i = 0; i < 4; i++) {
                client.send("From: alice@example.org\r\n");
                TestGateway.await(gateway.vertx().timer(200, TimeUnit.MILLISECONDS));
            }
            assertThat(client.readReply()).startsWith("421 4.4.2 The message took too long");
            isClosed(client);
        }
        assertThat(gateway.hasArrivals()).isFalse();
    }

    @Test
    void aSessionThatLastsTooLongIsEnded() throws Exception {
        limits(limits -> limits.put("session", "1s"));
        try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
            assertThat(client.command("NOOP")).startsWith("250 ");
            assertThat(client.readReply()).startsWith("421 4.4.2 This session has lasted too long");
            isClosed(client);
        }
    }

    @Test
    void aCommandLineOverItsLimitIsOneErrorAndNoMore() throws Exception {
        limits(limits -> limits.put("commandBytes", 512));
        try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
            assertThat(client.command("NOOP " + "x".repeat(512 - 7))).startsWith("250 ");
            assertThat(client.command("NOOP " + "x".repeat(512 - 6))).startsWith("500 5.5.2 ");
            assertThat(client.command("NOOP " + "x".repeat(1_000_000))).startsWith("500 5.5.2 ");
            submits(client);
        }
    }

    @Test
    void aLongCommandLineIsReadWhereItIsAllowed() throws Exception {
        limits(limits -> limits.put("commandBytes", 65_536));
        try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
            assertThat(client.command("NOOP " + "x".repeat(65_536 - 7))).startsWith("250 ");
        }
    }

    @Test
    void aSaslLineOverItsLimitIsOneErrorAndNoMore() throws Exception {
        limits(limits -> {});
        try (var client = SocketClient.tls(gateway.tlsPort())) {
            client.readReply();
            client.command("EHLO client.example");
            assertThat(client.command("AUTH PLAIN")).startsWith("334");
            assertThat(client.command("A".repeat(SASL_LINE - 2))).startsWith("501 5.5.2");
            assertThat(client.command("AUTH PLAIN")).startsWith("334");
            assertThat(client.command("A".repeat(SASL_LINE + 2))).startsWith("500 5.5.6");
            assertThat(client.command("AUTH PLAIN")).startsWith("334");
            assertThat(client.command("A".repeat(1_000_000))).startsWith("500 5.5.6");
            assertThat(client.command("AUTH PLAIN AGFsaWNlQGV4YW1wbGUub3JnAGNvcnJlY3QgaG9yc2U="))
                    .startsWith("235");
            submits(client);
        }
    }

    @Test
    void aMessageOverItsLimitIsRefusedDeclaredOrNot() throws Exception {
        limits(limits -> limits.put("messageBytes", 10_000).put("headerBytes", 5_000));
        try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
            assertThat(client.command("MAIL FROM:<alice@example.org> SIZE=10001"))
                    .startsWith("552 5.3.4 ");
            startMessage(client);
            client.send("From: alice@example.org\r\n\r\n" + "0123456789\r\n".repeat(100_000));
            assertThat(client.command(".")).startsWith("552 5.3.4 ");
            submits(client);
        }
        assertThat(gateway.hasArrivals()).isFalse();
    }

    @Test
    void aMessageInChunksOverItsLimitIsRefusedAndReadToItsEnd() throws Exception {
        limits(limits -> limits.put("messageBytes", 10_000).put("headerBytes", 5_000));
        try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
            client.command("MAIL FROM:<alice@example.org>");
            client.command("RCPT TO:<bob@example.net>");
            assertThat(client.command("BDAT 27\r\nFrom: alice@example.org\r\n")).startsWith("250 2.0.0 27 ");
            client.send("BDAT 1000002\r\n" + "QUIT\r\n".repeat(166_667));
            assertThat(client.readReply()).startsWith("552 5.3.4 ");
            assertThat(client.command("BDAT 0 LAST")).startsWith("552 5.3.4 ");
            submits(client);
        }
        assertThat(gateway.hasArrivals()).isFalse();
    }

    @Test
    void aMessageInChunksThatTakesTooLongEndsTheSession() throws Exception {
        limits(limits -> limits.put("data", "1s"));
        try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
            client.command("MAIL FROM:<alice@example.org>");
            client.command("RCPT TO:<bob@example.net>");
            for (int i = 0; i < 4; i++) {
                assertThat(client.command("BDAT 2\r\n")).startsWith("250 ");
                TestGateway.await(gateway.vertx().timer(200, TimeUnit.MILLISECONDS));
            }
            assertThat(client.readReply()).startsWith("421 4.4.2 The message took too long");
            isClosed(client);
        }
        assertThat(gateway.hasArrivals()).isFalse();
    }

    @Test
    void nothingIsHeldWhereNothingMayBe() throws Exception {
        limits(limits -> limits.put("futureRelease", "0s"));
        try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
            assertThat(client.command("EHLO client.example"))
                    .contains("CHUNKING")
                    .doesNotContain("FUTURERELEASE");
            assertThat(client.command("MAIL FROM:<alice@example.org> HOLDFOR=60"))
                    .startsWith("555 5.5.4 ");
            submits(client);
        }
    }

    @Test
    void aHeaderOverItsLimitIsRefused() throws Exception {
        limits(limits -> limits.put("headerBytes", 1024));
        try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
            startMessage(client);
            client.send("From: alice@example.org\r\n" + "X-Long: 0123456789\r\n".repeat(100));
            assertThat(client.command("\r\nHello\r\n.")).startsWith("552 5.3.4 The header");
            submits(client);
        }
        assertThat(gateway.hasArrivals()).isFalse();
    }

    @Test
    void recipientsOverTheirLimitAreForAnotherMessage() throws Exception {
        limits(limits -> limits.put("recipients", 2));
        try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
            client.command("MAIL FROM:<alice@example.org>");
            assertThat(client.command("RCPT TO:<one@example.net>")).startsWith("250 ");
            assertThat(client.command("RCPT TO:<two@example.net>")).startsWith("250 ");
            assertThat(client.command("RCPT TO:<three@example.net>")).startsWith("452 4.5.3 ");
            assertThat(client.command("DATA")).startsWith("354");
            assertThat(client.command("From: alice@example.org\r\n\r\nHello\r\n."))
                    .startsWith("250 ");
            assertThat(gateway.arrival().to()).containsExactly("one@example.net", "two@example.net");
        }
    }
}
