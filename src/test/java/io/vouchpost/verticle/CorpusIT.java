package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.cli.DemoSink;
import io.vouchpost.message.Corpus;
import io.vouchpost.message.CorpusMessage;
import io.vouchpost.wire.DotStuffing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a client submits is what the next hop gets: the same SHA-256 behind the trace fields that were put in front, for each
 * message of the corpus, from a TLS socket through the whole gateway to an SMTP server.
 */
class CorpusIT {
    /** On the wire, in octets; those are cut at each position. */
    private static final int SMALL = 500;

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

    static List<CorpusMessage> corpus() {
        return Corpus.all();
    }

    static List<CorpusMessage> small() {
        return corpus().stream()
                .filter(message -> wire(message).length <= SMALL)
                .toList();
    }

    @Test
    void areMany() {
        assertThat(corpus()).hasSizeGreaterThanOrEqualTo(40);
        assertThat(small()).hasSizeGreaterThan(15);
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void arrivesAsItWasSent(CorpusMessage message) throws Exception {
        try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
            submit(client, wire(message), wire(message).length);
            assertArrived(message);
        }
    }

    @ParameterizedTest
    @MethodSource("small")
    void whereverItIsCut(CorpusMessage message) throws Exception {
        var wire = wire(message);
        try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
            for (int at = 1; at < wire.length; at++) {
                submit(client, wire, at);
                assertArrived(message);
            }
        }
    }

    @Test
    void thirtyMegabytesArriveAsTheyWereSent() throws Exception {
        arrivesAsItWasSent(Corpus.large());
    }

    /** Through STARTTLS and with BODY=8BITMIME and SMTPUTF8, which change the envelope and nothing else. */
    @Test
    void theEnvelopesExtensionsChangeNothing() throws Exception {
        var message = corpus().stream()
                .filter(it -> it.name().equals("utf8-header"))
                .findFirst()
                .orElseThrow();
        try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
            client.command("MAIL FROM:<alice@example.org> BODY=8BITMIME SMTPUTF8 SIZE=" + message.octets().length);
            assertThat(client.command("RCPT TO:<bücher@example.net>")).startsWith("250");
            finish(client, wire(message), 10);
        }
        assertThat(assertArrived(message).to()).containsExactly("bücher@example.net");
    }

    private static byte[] wire(CorpusMessage message) {
        return DotStuffing.onTheWire(message.octets());
    }

    private static void submit(SocketClient client, byte[] wire, int cut) throws IOException {
        client.send("MAIL FROM:<alice@example.org>\r\nRCPT TO:<bob@example.net>\r\n");
        assertThat(client.readReply()).startsWith("250");
        assertThat(client.readReply()).startsWith("250");
        finish(client, wire, cut);
    }

    private static void finish(SocketClient client, byte[] wire, int cut) throws IOException {
        assertThat(client.command("DATA")).startsWith("354");
        client.send(Arrays.copyOf(wire, cut));
        client.send(Arrays.copyOfRange(wire, cut, wire.length));
        assertThat(client.readReply()).startsWith("250 2.0.0");
    }

    private static DemoSink.Message assertArrived(CorpusMessage sent) throws Exception {
        var arrived = gateway.arrival();
        var octets = arrived.octets().getBytes();
        int trace = octets.length - sent.octets().length;
        assertThat(trace).as("room for the trace fields").isPositive();
        assertThat(sha256(Arrays.copyOfRange(octets, trace, octets.length))).isEqualTo(sha256(sent.octets()));
        assertThat(new String(octets, 0, trace, StandardCharsets.UTF_8))
                .startsWith("Authentication-Results: " + TestGateway.HOSTNAME
                        + ";\r\n\tauth=pass smtp.mailfrom=alice@example.org\r\nReceived: by " + TestGateway.HOSTNAME)
                .endsWith("\r\n");
        return arrived;
    }

    private static String sha256(byte[] octets) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
    }
}
