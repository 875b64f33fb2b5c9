package io.vouchpost;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vouchpost.config.Workshop;
import io.vouchpost.verticle.SocketClient;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Certificates and settings that change while the gateway runs, without a connection lost. */
@Timeout(120)
class ReloadIT {
    private static final Duration AT_ONCE = Duration.ofSeconds(5);
    /** Connections are spread over the verticle instances; so many meet all of them. */
    private static final int SOME = 6;

    @TempDir
    Path folder;

    private Workshop workshop;
    private JarGateway gateway;
    private BigInteger first;

    @BeforeEach
    void start() throws Exception {
        workshop = new Workshop(folder);
        workshop.certificate("server");
        gateway = JarGateway.start(
                folder,
                List.of("-Xmx256m"),
                json -> json.put(
                        "tls", new JsonObject().put("certificate", "server.pem").put("key", "server.key")));
        first = implicit();
        assertThat(startTls()).isEqualTo(first);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    /** The serial number of the certificate that a new connection sees. */
    private BigInteger implicit() throws Exception {
        try (var client = SocketClient.tls(gateway.tlsPort())) {
            return client.certificate().getSerialNumber();
        }
    }

    private BigInteger startTls() throws Exception {
        try (var client = SocketClient.plain(gateway.port())) {
            client.readReply();
            return startTls(client);
        }
    }

    private static BigInteger startTls(SocketClient client) throws Exception {
        client.command("EHLO client.example");
        assertThat(client.command("STARTTLS")).startsWith("220 ");
        client.handshake();
        return client.certificate().getSerialNumber();
    }

    private void newConnectionsSee(BigInteger serialNumber) throws Exception {
        for (int i = 0; i < SOME; i++) {
            assertThat(implicit()).isEqualTo(serialNumber);
            assertThat(startTls()).isEqualTo(serialNumber);
        }
    }

    /** The serial number of the certificate that comes after the first; a listener has it a moment after the log says so. */
    private BigInteger another() throws Exception {
        var seen = implicit();
        while (seen.equals(first)) {
            seen = implicit();
        }
        return seen;
    }

    @Test
    void replacedCertificatesAreSeenByNewConnectionsAndOpenOnesGoOn() throws Exception {
        try (var open = SocketClient.loggedIn(gateway.tlsPort());
                var inTheClear = SocketClient.plain(gateway.port())) {
            inTheClear.readReply();
            workshop.certificate("server");
            gateway.program().logs("in force now: [tls.");
            var second = another();
            newConnectionsSee(second);
            assertThat(startTls(inTheClear)).as("TLS that starts now").isEqualTo(second);
            gateway.submits(open);
        }
    }

    @Test
    void aHangUpMakesItImmediate() throws Exception {
        workshop.certificate("server");
        gateway.program().signal("HUP");
        long start = System.nanoTime();
        gateway.program().logs("in force now: [tls.");
        newConnectionsSee(another());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
    }

    @Test
    void aBrokenConfigurationIsRefusedAndTheOldOneStays() throws Exception {
        var sound = Files.readString(gateway.file());
        refuses("{ \"hostname\": ", "JSON");
        refuses(new JsonObject(sound).put("hostname", 5).encode(), "/hostname");
        var tls = new JsonObject().put("certificate", "gone.pem").put("key", "server.key");
        refuses(new JsonObject(sound).put("tls", tls).encode(), "/tls/certificate");
        newConnectionsSee(first);
        try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
            gateway.submits(client);
        }
        Files.writeString(gateway.file(), sound);
        gateway.program().signal("HUP");
        gateway.program().logs("configuration as it runs");
        assertThat(gateway.program().err()).doesNotContain("\tat ");
    }

    private void refuses(String configuration, String because) throws Exception {
        Files.writeString(gateway.file(), configuration);
        gateway.program().signal("HUP");
        assertThat(gateway.program().logs(because)).contains("the old configuration stays");
    }

    @Test
    void aSettingAppliesToNewSessions() throws Exception {
        try (var old = SocketClient.loggedIn(gateway.tlsPort())) {
            gateway.configure(json -> json.getJsonObject("limits").put("recipients", 1));
            gateway.program().signal("HUP");
            gateway.program().logs("in force now: [limits.recipients]");
            assertThat(secondRecipient(old)).startsWith("250 ");
            for (int i = 0; i < SOME; i++) {
                try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
                    assertThat(secondRecipient(client)).startsWith("452 4.5.3 ");
                }
            }
        }
        gateway.configure(json -> json.put("hostname", "other.example.org"));
        gateway.program().signal("HUP");
        gateway.program().logs("in force after a restart only: [hostname, sasl.realm]");
    }

    private static String secondRecipient(SocketClient client) throws Exception {
        client.command("MAIL FROM:<alice@example.org>");
        client.command("RCPT TO:<one@example.net>");
        return client.command("RCPT TO:<two@example.net>");
    }
}
