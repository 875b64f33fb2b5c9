package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is turned away at the door, over real sockets, and what is on record of it. */
@Timeout(60)
class DoorIT {
    private static final String TOO_EARLY = "554 5.7.1 You spoke before this server had greeted you";
    private static final byte[] HEADER =
            "PROXY TCP4 203.0.113.9 192.0.2.1 51000 587\r\n".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    private TestGateway start(Consumer<JsonObject> configuring) throws Exception {
        return TestGateway.start(Files.createTempDirectory(folder, "gateway"), configuring);
    }

    @Test
    void whoTalksBeforeTheGreetingIsTurnedAwayAndOnRecord() throws Exception {
        try (var gateway = start(json -> json.getJsonObject("limits").put("greetingDelay", "20s"))) {
            try (var client = SocketClient.plain(gateway.port())) {
                client.send("EHLO bot.example\r\n");
                assertThat(client.readReply()).startsWith(TOO_EARLY);
                assertThat(client.readReply()).isEmpty();
            }
            try (var client = SocketClient.tls(gateway.tlsPort())) {
                client.send("E");
                assertThat(client.readReply()).startsWith(TOO_EARLY);
                assertThat(client.readReply()).isEmpty();
            }
            var event = gateway.refusal("RFC 5321 §4.3.1");
            assertThat(event.getString("reply")).startsWith(TOO_EARLY);
            assertThat(event.getString("client")).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void theHeaderOfTheProxyIsNotTheClientsWord() throws Exception {
        try (var gateway = start(json -> {
            json.put(
                    "listeners",
                    new JsonArray()
                            .add(TestGateway.listener("starttls")
                                    .put("proxyProtocol", true)
                                    .put("trustedProxies", new JsonArray().add("127.0.0.0/8"))));
            json.getJsonObject("limits").put("greetingDelay", "1s");
        })) {
            try (var client = SocketClient.plain(gateway.port())) {
                client.send(HEADER);
                assertThat(client.readReply()).startsWith("220 ");
            }
            try (var client = SocketClient.plain(gateway.port())) {
                client.send(Buffer.buffer(HEADER).appendString("Q").getBytes());
                assertThat(client.readReply()).startsWith(TOO_EARLY);
            }
            assertThat(gateway.refusal("RFC 5321 §4.3.1").getString("client")).isEqualTo("203.0.113.9");
        }
    }

    @Test
    void aLineThatTricklesInIsCutOffInTheEnd() throws Exception {
        try (var gateway = start(json -> json.getJsonObject("limits").put("command", "1s"));
                var slow = SocketClient.plain(gateway.port());
                var usual = SocketClient.loggedIn(gateway.tlsPort())) {
            slow.readReply();
            for (int octet = 0; octet < 4; octet++) {
                slow.send("N");
                TestGateway.await(gateway.vertx().timer(200, TimeUnit.MILLISECONDS));
            }
            assertThat(slow.readReply()).startsWith("421 4.4.2 The line took too long");
            assertThat(slow.readReply()).isEmpty();
            assertThat(usual.command("NOOP")).startsWith("250 ");
        }
    }

    @Test
    void whoDoesNotLogInDoesNotStay() throws Exception {
        try (var gateway = start(json -> json.getJsonObject("limits").put("logIn", "1s"));
                var stranger = SocketClient.plain(gateway.port());
                var friend = SocketClient.loggedIn(gateway.tlsPort())) {
            stranger.readReply();
            assertThat(stranger.command("NOOP")).startsWith("250 ");
            assertThat(stranger.readReply()).startsWith("421 4.4.2 No log-in came");
            assertThat(stranger.readReply()).isEmpty();
            assertThat(friend.command("NOOP")).startsWith("250 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssl", "jdk"})
    void whoWantsToSpeakAnotherProtocolGetsNoTlsAndIsOnRecord(String engine) throws Exception {
        try (var gateway = start(json -> json.put("tls", new JsonObject().put("engine", engine)))) {
            try (var browser = SocketClient.plain(gateway.tlsPort()).offering("h2", "http/1.1")) {
                assertThatThrownBy(browser::handshake)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("no_application_protocol");
            }
            var event = gateway.refusal("tls.alpn");
            assertThat(event.getString("subject")).isEqualTo("TLS");
            assertThat(event.getString("client")).isEqualTo("127.0.0.1");
            assertThat(event.getString("seen")).isEqualTo("the client offers h2, http/1.1 by ALPN, and not smtp");

            try (var program = SocketClient.plain(gateway.port()).offering("smtp")) {
                program.readReply();
                program.command("EHLO client.example");
                program.command("STARTTLS");
                program.handshake();
                assertThat(program.chosen()).isEqualTo("smtp");
                assertThat(program.command("NOOP")).startsWith("250 ");
            }
            gateway.reconfigure(json ->
                    json.put("tls", new JsonObject().put("engine", engine).put("alpn", "ignore")));
            try (var browser = onceItDoesNotMatter(gateway)) {
                assertThat(browser.readReply()).startsWith("220 ");
                assertThat(browser.command("GET / HTTP/1.1")).startsWith("554 5.5.1 ");
            }
        }
    }

    /** The listeners hear of new settings a little later. */
    private static SocketClient onceItDoesNotMatter(TestGateway gateway) throws IOException {
        while (true) {
            var browser = SocketClient.plain(gateway.tlsPort()).offering("h2", "http/1.1");
            try {
                browser.handshake();
                return browser;
            } catch (SSLHandshakeException notYet) {
                browser.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssl", "jdk"})
    void alsoBehindStarttls(String engine) throws Exception {
        try (var gateway = start(json -> json.put("tls", new JsonObject().put("engine", engine)));
                var browser = SocketClient.plain(gateway.port()).offering("http/1.1")) {
            browser.readReply();
            browser.command("EHLO client.example");
            assertThat(browser.command("STARTTLS")).startsWith("220 ");
            assertThatThrownBy(browser::handshake)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no_application_protocol");
            var event = gateway.refusal("tls.alpn");
            assertThat(event.getString("subject")).isEqualTo("STARTTLS");
            assertThat(event.getString("seen")).contains("http/1.1");
        }
    }
}
