package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Behind a load balancer that tells who the client is by the PROXY protocol; and where nobody was asked to tell. */
@Timeout(60)
class ProxyProtocolIT {
    private static final String LOG_IN = "AUTH PLAIN AGFsaWNlQGV4YW1wbGUub3JnAGNvcnJlY3QgaG9yc2U=";
    private static final byte[] VERSION_1 =
            "PROXY TCP4 203.0.113.9 192.0.2.1 51000 587\r\n".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    static Path folder;

    static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = TestGateway.start(
                folder,
                json -> json.put(
                        "listeners",
                        new JsonArray()
                                .add(behindProxy("starttls", "127.0.0.0/8"))
                                .add(behindProxy("implicit", "127.0.0.0/8"))
                                .add(behindProxy("starttls", "192.0.2.0/24"))
                                .add(behindProxy("implicit", "192.0.2.0/24"))
                                .add(TestGateway.listener("starttls"))));
    }

    private static JsonObject behindProxy(String tls, String trusted) {
        return TestGateway.listener(tls).put("proxyProtocol", true).put("trustedProxies", new JsonArray().add(trusted));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** A header, and the address it tells. */
    record Told(String name, byte[] header, String address) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Told> headers() {
        return Stream.of(
                new Told("version 1, IPv4", VERSION_1, "203.0.113.9"),
                new Told(
                        "version 1, IPv6",
                        "PROXY TCP6 2001:db8::9 2001:db8::1 51000 587\r\n".getBytes(StandardCharsets.US_ASCII),
                        "2001:db8:0:0:0:0:0:9"),
                new Told("version 2, IPv4", version2(new int[] {198, 51, 100, 7}), "198.51.100.7"),
                new Told(
                        "version 2, LOCAL: the load balancer itself",
                        Buffer.buffer(signature())
                                .appendByte((byte) 0x20)
                                .appendByte((byte) 0)
                                .appendShort((short) 0)
                                .getBytes(),
                        "127.0.0.1"));
    }

    private static byte[] signature() {
        return new byte[] {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
    }

    private static byte[] version2(int[] source) {
        var header = Buffer.buffer(signature())
                .appendByte((byte) 0x21)
                .appendByte((byte) 0x11)
                .appendShort((short) 12);
        for (int octet : source) {
            header.appendByte((byte) octet);
        }
        return header.appendBytes(new byte[] {(byte) 192, 0, 2, 1})
                .appendUnsignedShort(51_000)
                .appendUnsignedShort(587)
                .getBytes();
    }

    private static void submits(SocketClient client, String address) throws Exception {
        client.command("EHLO client.example");
        assertThat(client.command(LOG_IN)).startsWith("235 ");
        client.command("MAIL FROM:<alice@example.org>");
        client.command("RCPT TO:<bob@example.net>");
        client.command("DATA");
        var reply = client.command("From: alice@example.org\r\n\r\nHello\r\n.");
        assertThat(reply).startsWith("250 2.0.0 Message ");
        gateway.arrival();
        assertThat(audit(reply.split("[ -]")[3]))
                .extracting(event -> event.getString("event"), event -> event.getString("client"))
                .contains(tuple("login", address), tuple("submission", address));
    }

    /** What is on record of a session, once its message is. */
    private static List<JsonObject> audit(String session) throws IOException {
        while (true) {
            var events = gateway.audit().stream()
                    .filter(event -> event.getString("session").equals(session))
                    .toList();
            if (events.stream().anyMatch(event -> event.getString("event").equals("submission"))) {
                return events;
            }
            TestGateway.await(gateway.vertx().timer(10, TimeUnit.MILLISECONDS));
        }
    }

    @ParameterizedTest
    @MethodSource("headers")
    void theProxyTellsWhoComesBeforeStartTls(Told told) throws Exception {
        try (var client = SocketClient.plain(gateway.port(0))) {
            client.send(told.header());
            assertThat(client.readReply()).startsWith("220 ");
            client.command("EHLO client.example");
            assertThat(client.command("STARTTLS")).startsWith("220 ");
            client.handshake();
            submits(client, told.address());
        }
    }

    @ParameterizedTest
    @MethodSource("headers")
    void theProxyTellsWhoComesBeforeImplicitTls(Told told) throws Exception {
        try (var client = SocketClient.plain(gateway.port(1))) {
            client.send(told.header());
            client.handshake();
            assertThat(client.readReply()).startsWith("220 ");
            submits(client, told.address());
        }
    }

    @Test
    void whatCameInOnePieceWithTheHeaderIsRead() throws Exception {
        try (var client = SocketClient.plain(gateway.port(0))) {
            client.send(Buffer.buffer(VERSION_1).appendString("NOOP\r\n").getBytes());
            assertThat(client.readReply()).startsWith("220 ");
            assertThat(client.readReply()).startsWith("250 ");
        }
    }

    @Test
    void whoIsNoTrustedProxyIsClosed() throws Exception {
        try (var client = SocketClient.plain(gateway.port(2))) {
            client.send(VERSION_1);
            assertThat(client.readReply()).isEmpty();
        }
        try (var client = SocketClient.plain(gateway.port(3))) {
            client.send(VERSION_1);
            client.handshake();
            assertThat(client.readReply()).isEmpty();
        }
    }

    @Test
    void whoSendsNoHeaderIsClosed() throws Exception {
        for (var garbage : List.of("EHLO client.example\r\n", "PROXY NONSENSE\r\n", "x".repeat(1000))) {
            try (var client = SocketClient.plain(gateway.port(0))) {
                client.send(garbage);
                assertThat(client.readReply()).isEmpty();
            }
        }
        try (var client = SocketClient.plain(gateway.port(1))) {
            assertThatThrownBy(client::handshake).isInstanceOf(IOException.class);
        }
    }

    @Test
    void whereNoProxyIsExpectedNoneIsBelieved() throws Exception {
        try (var client = SocketClient.plain(gateway.port(4))) {
            assertThat(client.readReply()).startsWith("220 ");
            client.send(VERSION_1);
            assertThat(client.readReply()).startsWith("500 5.5.1 ");
            client.command("EHLO client.example");
            assertThat(client.command("STARTTLS")).startsWith("220 ");
            client.handshake();
            submits(client, "127.0.0.1");
        }
    }
}
