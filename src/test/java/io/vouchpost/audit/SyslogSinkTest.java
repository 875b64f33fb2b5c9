package io.vouchpost.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.net.SelfSignedCertificate;
import io.vouchpost.config.AuditSettings;
import io.vouchpost.config.AuditSettings.Transport;
import io.vouchpost.database.TestDatabase;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SyslogSinkTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        TestDatabase.await(vertx.close());
    }

    private SyslogSink open(String host, int port, Transport transport, Optional<Path> authorities) {
        return SyslogSink.open(
                vertx, new AuditSettings.Syslog(host, port, transport, authorities, "mail"), "submit.example.org");
    }

    private static Entry entry(String message) {
        var event = Events.submission(message);
        return new Entry(new UUID(0, 0), event.time(), EventJson.encode(event));
    }

    private static List<Entry> entries(int count) {
        return IntStream.range(0, count).mapToObj(i -> entry("S1-" + i)).toList();
    }

    @Test
    void overTcpEachMessageIsCounted() throws Exception {
        try (var receiver = SyslogReceiver.listen(vertx, 0, Optional.empty());
                var sink = open("localhost", receiver.port(), Transport.TCP, Optional.empty())) {
            sink.write(entries(500));
            var received = receiver.next(500);
            IntStream.range(0, 500).forEach(i -> assertThat(received.get(i)).contains(" message=\"S1-" + i + "\""));
        }
    }

    @Test
    void aConnectionThatWasLostIsOpenedAnew() throws Exception {
        var receiver = SyslogReceiver.listen(vertx, 0, Optional.empty());
        int port = receiver.port();
        var sink = open("localhost", port, Transport.TCP, Optional.empty());
        try (var trail = new Trail(Pseudonyms.none(), List.of(sink))) {
            trail.record(Events.submission("BEFORE"));
            assertThat(receiver.next()).contains("BEFORE");
            receiver.close();
            while (!failsToWrite(port)) {
                Thread.onSpinWait();
            }
            trail.record(Events.submission("LOST-PERHAPS")); // may still find room in the old connection
            try (var again = SyslogReceiver.listen(vertx, port, Optional.empty())) {
                trail.record(Events.submission("AFTER"));
                String received;
                do {
                    received = again.next();
                } while (!received.contains("AFTER"));
            }
            assertThat(trail.dropped()).isZero();
        }
    }

    private static boolean failsToWrite(int port) {
        try (var socket = new java.net.Socket("127.0.0.1", port)) {
            return !socket.isConnected();
        } catch (java.io.IOException refused) {
            return true;
        }
    }

    @Test
    void overTlsTheServerHasToBeWhoItIsSupposedToBe() throws Exception {
        var certificate = SelfSignedCertificate.create("localhost");
        var authority = Optional.of(Path.of(certificate.certificatePath()));
        try (var receiver = SyslogReceiver.listen(vertx, 0, Optional.of(certificate))) {
            try (var sink = open("localhost", receiver.port(), Transport.TLS, authority)) {
                sink.write(entries(1));
                assertThat(receiver.next()).contains("S1-0");
            }
            try (var sink = open("127.0.0.1", receiver.port(), Transport.TLS, authority)) {
                assertThatThrownBy(() -> sink.write(entries(1)))
                        .as("another name")
                        .isNotNull();
            }
            try (var sink = open("localhost", receiver.port(), Transport.TLS, Optional.empty())) {
                assertThatThrownBy(() -> sink.write(entries(1)))
                        .as("an authority that nobody knows")
                        .isNotNull();
            }
        } finally {
            certificate.delete();
        }
    }

    @Test
    void overUdpEachMessageIsADatagram() throws Exception {
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                var sink = open("127.0.0.1", socket.getLocalPort(), Transport.UDP, Optional.empty())) {
            socket.setSoTimeout(20_000);
            sink.write(List.of(entry("A"), entry("B" + "x".repeat(5000))));
            assertThat(receive(socket)).startsWith("<22>1 ").contains("message=\"A\"");
            assertThat(receive(socket)).startsWith("<22>1 ").hasSizeLessThanOrEqualTo(2048);
        }
    }

    private static String receive(DatagramSocket socket) throws Exception {
        var packet = new DatagramPacket(new byte[65_535], 65_535);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }
}
