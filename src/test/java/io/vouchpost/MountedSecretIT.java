package io.vouchpost;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vouchpost.config.Workshop;
import io.vouchpost.verticle.SocketClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A certificate in a mounted Secret, renewed as Kubernetes does it, and as it should not be; at a real process. */
@Timeout(240)
class MountedSecretIT {
    /** Of nobody, under the passphrase "secret". */
    private static final String LOCKED = """
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhKCTbYBUbRuwICCAAw
            DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEENndIz157Va3nzFbPvfQ7moEgZCo
            MwuTxh1ai8ciXFJohbblqDf96eqhHZ0B/SLbeLcXOVzGkKi3KzwISo3J+bGR1mRS
            jzRvHc4KXtsw/+6CE0VOUOsm6kiYAl8/y8R9vV7UeDiF3/MUUB/dcjX6cGIS+hq8
            EgEHdZqMlBWA+p6eZUfUEjK2xKSvWr0TaarneoVEiYEV/dCVVJiSihXbrJwJxvw=
            -----END ENCRYPTED PRIVATE KEY-----
            """;

    @TempDir
    Path folder;

    private Workshop workshop;
    private MountedSecret secret;
    private JarGateway gateway;
    private int adminPort;

    @BeforeEach
    void start() throws Exception {
        workshop = new Workshop(folder.resolve("workshop"));
        secret = new MountedSecret(folder.resolve("tls"));
        secret.publish(pair("first"));
        adminPort = FreePort.any();
        gateway = JarGateway.start(folder, List.of("-Xmx256m"), json -> json.put(
                        "admin", new JsonObject().put("port", adminPort))
                .put("tls", new JsonObject().put("certificate", "tls/tls.crt").put("key", "tls/tls.key")));
        assertThat(shown()).isEqualTo("CN=first CN=first");
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    private String certificate(String name) throws Exception {
        workshop.certificate(name);
        return Files.readString(workshop.folder.resolve(name + ".pem"));
    }

    private String key(String name) throws Exception {
        return Files.readString(workshop.folder.resolve(name + ".key"));
    }

    private Map<String, String> pair(String name) throws Exception {
        return Map.of("tls.crt", certificate(name), "tls.key", key(name));
    }

    /** Whose certificate new connections see: with TLS from the start, and by STARTTLS. */
    private String shown() throws Exception {
        try (var implicit = SocketClient.tls(gateway.tlsPort());
                var upgraded = SocketClient.plain(gateway.port())) {
            upgraded.readReply();
            upgraded.command("EHLO client.example");
            assertThat(upgraded.command("STARTTLS")).startsWith("220 ");
            upgraded.handshake();
            return implicit.certificate().getSubjectX500Principal() + " "
                    + upgraded.certificate().getSubjectX500Principal();
        }
    }

    private String metric(String line) throws Exception {
        var asked = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + "/metrics"))
                .build();
        return HttpClient.newHttpClient()
                .send(asked, HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .filter(it -> it.startsWith(line + " "))
                .map(it -> it.substring(line.length() + 1))
                .findFirst()
                .orElse("none");
    }

    /** Nobody sends a signal: the gateway finds it by itself. */
    @Test
    void theSwapIsSeenByNewConnectionsAndOpenOnesGoOn() throws Exception {
        try (var implicit = SocketClient.loggedIn(gateway.tlsPort());
                var inTheClear = SocketClient.plain(gateway.port())) {
            inTheClear.readReply();
            inTheClear.command("EHLO client.example");
            assertThat(inTheClear.command("STARTTLS")).startsWith("220 ");
            inTheClear.handshake();
            secret.publish(pair("second"));
            gateway.program().logs("in force now: [tls.certificate, tls.key]");
            assertThat(shown()).isEqualTo("CN=second CN=second");
            gateway.submits(implicit);
            assertThat(inTheClear.command("EHLO client.example")).startsWith("250-");
            assertThat(inTheClear.certificate().getSubjectX500Principal().toString())
                    .isEqualTo("CN=first");
        }
        assertThat(metric("vouchpost_configuration_reloads_total{outcome=\"applied\"}"))
                .isEqualTo("1.0");
        assertThat(metric("vouchpost_configuration_refused")).isEqualTo("0.0");
    }

    /** One after the other, in one process: what is broken is said with its name, and the first certificate stays. */
    @Test
    void whatCannotBeUsedIsRefusedUntilItCan() throws Exception {
        var second = certificate("second");
        refused(
                Map.of("tls.crt", second, "tls.key", key("first")),
                "/tls/key: does not belong to the first certificate");
        assertThat(metric("vouchpost_configuration_refused")).isEqualTo("1.0");
        assertThat(metric("vouchpost_configuration_reloads_total{outcome=\"refused\"}"))
                .isEqualTo("1.0");
        refused(Map.of("tls.crt", "", "tls.key", key("second")), "tls.crt has no \"BEGIN CERTIFICATE\" in it");
        refused(
                Map.of("tls.crt", second.substring(0, second.length() / 2), "tls.key", key("second")),
                "tls.crt is not PEM, or damaged");
        refused(Map.of("tls.crt", second, "tls.key", LOCKED), "tls.key has a key under a passphrase");
        refused(Map.of("tls.crt", second), "/tls/key: there is no file ");
        refused(expired(), "has expired at ");
        Files.delete(secret.file("tls.key")); // what a user may not read is like this for root
        Files.createDirectory(secret.file("tls.key"));
        refused(Map.of("tls.crt", second), "tls.key is a directory, not a file");
        Files.delete(secret.file("tls.key"));

        secret.publish(Map.of("tls.crt", second, "tls.key", key("second")));
        gateway.program().logs("in force now: [tls.certificate, tls.key]"); // nobody has touched the configuration file
        assertThat(shown()).isEqualTo("CN=second CN=second");
        assertThat(metric("vouchpost_configuration_refused")).isEqualTo("0.0");
        assertThat(gateway.program().err()).doesNotContain("\tat ");
    }

    /** What is in force then is what can be. */
    @Test
    void aRefusalEndsAlsoWithWhatWaitsForARestart() throws Exception {
        gateway.configure(json -> json.put("hostname", 5));
        gateway.program().signal("HUP");
        gateway.program().logs("/hostname");
        assertThat(metric("vouchpost_configuration_refused")).isEqualTo("1.0");
        gateway.configure(json -> json.put("hostname", "other.example.org"));
        gateway.program().signal("HUP");
        gateway.program().logs("in force after a restart only: [hostname, sasl.realm]");
        assertThat(metric("vouchpost_configuration_refused")).isEqualTo("0.0");
        assertThat(metric("vouchpost_configuration_reloads_total{outcome=\"applied\"}"))
                .isEqualTo("0.0");
    }

    private Map<String, String> expired() throws Exception {
        var then = Instant.now().minus(10, ChronoUnit.DAYS);
        workshop.certificate("late", Workshop.keyPair("EC", 256), then, then.plus(9, ChronoUnit.DAYS));
        return Map.of("tls.crt", Files.readString(workshop.folder.resolve("late.pem")), "tls.key", key("late"));
    }

    private void refused(Map<String, String> files, String because) throws Exception {
        secret.publish(files);
        gateway.program().signal("HUP");
        assertThat(gateway.program().logs(because))
                .contains(
                        "is refused, the old configuration stays",
                        gateway.file().toString());
        assertThat(shown()).isEqualTo("CN=first CN=first");
    }
}
