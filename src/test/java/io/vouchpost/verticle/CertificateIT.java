package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.account.Certificates;
import io.vouchpost.account.Fingerprint;
import io.vouchpost.config.Authority;
import io.vouchpost.config.Workshop;
import io.vouchpost.database.Database;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Log-ins by EXTERNAL with real certificates, by STARTTLS and by implicit TLS, with both engines. */
@Timeout(60)
class CertificateIT {
    @TempDir
    Path folder;

    private final Authority authority = new Authority("CA");
    private final Authority between = authority.subordinate("between");
    private final Authority.Issued vouched = between.issue("alice", TestGateway.ALICE);
    private final Authority.Issued pinned = new Authority("unknown").issue("laptop");
    private final Authority.Issued stranger = new Authority("CA").issue("mallory", TestGateway.ALICE);

    @ParameterizedTest
    @ValueSource(strings = {"jdk", "openssl"})
    void theCertificateDecidesAtTheLogIn(String engine) throws Exception {
        try (var gateway = start(engine, "any")) {
            pin(gateway);
            for (boolean implicit : new boolean[] {true, false}) {
                try (var client = connect(gateway, implicit)) {
                    assertThat(hello(client.showing(pinned), implicit)).contains(" EXTERNAL");
                    assertThat(client.command("AUTH EXTERNAL =")).startsWith("235 2.7.0");
                    client.command("MAIL FROM:<alice@example.org>");
                    client.command("RCPT TO:<bob@example.net>");
                    client.command("DATA");
                    assertThat(client.command("From: alice@example.org\r\n\r\nHello.\r\n."))
                            .startsWith("250 ");
                    assertThat(gateway.arrival().octets().toString()).contains("Hello.");
                }
                try (var client = connect(gateway, implicit)) {
                    hello(client.showing(vouched, between.certificate()), implicit);
                    assertThat(client.command("AUTH EXTERNAL")).isEqualTo("334 ");
                    assertThat(client.command("")).startsWith("235 2.7.0");
                }
                try (var client = connect(gateway, implicit)) {
                    hello(client.showing(vouched, between.certificate()), implicit);
                    assertThat(client.command("AUTH EXTERNAL " + base64("bob@example.org")))
                            .startsWith("535 5.7.8");
                    assertThat(client.command("AUTH EXTERNAL " + base64(TestGateway.ALICE)))
                            .startsWith("235 2.7.0");
                }
                try (var client = connect(gateway, implicit)) {
                    assertThat(hello(client.showing(stranger), implicit)).contains(" EXTERNAL");
                    assertThat(client.command("AUTH EXTERNAL =")).startsWith("535 5.7.8");
                    assertThat(client.command("AUTH EXTERNAL " + base64(TestGateway.ALICE)))
                            .startsWith("535 5.7.8");
                    assertThat(client.command("AUTH PLAIN AGFsaWNlQGV4YW1wbGUub3JnAGNvcnJlY3QgaG9yc2U="))
                            .startsWith("235 2.7.0");
                }
                try (var client = connect(gateway, implicit)) {
                    assertThat(hello(client, implicit)).doesNotContain("EXTERNAL");
                    assertThat(client.command("AUTH EXTERNAL =")).startsWith("504 5.5.4");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdk", "openssl"})
    void certificatesOfTheAuthoritiesAloneAreTakenUnlessConfigured(String engine) throws Exception {
        try (var gateway = start(engine, "authorities")) {
            for (boolean implicit : new boolean[] {true, false}) {
                try (var client = connect(gateway, implicit)) {
                    hello(client.showing(vouched, between.certificate()), implicit);
                    assertThat(client.command("AUTH EXTERNAL =")).startsWith("235 2.7.0");
                }
            }
        }
    }

    private TestGateway start(String engine, String clientCertificates) throws Exception {
        Files.writeString(
                folder.resolve("ca.pem"),
                Workshop.pem("CERTIFICATE", authority.certificate().getEncoded()));
        return TestGateway.start(folder, json -> {
            json.put(
                    "tls",
                    new JsonObject()
                            .put("engine", engine)
                            .put("clientAuthorities", "ca.pem")
                            .put("clientCertificates", clientCertificates));
            json.getJsonObject("sasl")
                    .put("mechanisms", new JsonArray().add("EXTERNAL").add("PLAIN"));
        });
    }

    private void pin(TestGateway gateway) {
        var database = TestGateway.await(
                Database.open(gateway.vertx(), gateway.settings().database()));
        TestGateway.await(new Certificates(database.pool())
                .add(TestGateway.ALICE, Fingerprint.of(pinned.certificate()), "laptop"));
        TestGateway.await(database.close());
    }

    private static SocketClient connect(TestGateway gateway, boolean implicit) throws Exception {
        return SocketClient.plain(implicit ? gateway.tlsPort() : gateway.port());
    }

    /** What is offered once TLS is up. */
    private static String hello(SocketClient client, boolean implicit) throws Exception {
        if (implicit) {
            client.handshake();
        }
        client.readReply();
        if (!implicit) {
            client.command("EHLO client.example");
            client.command("STARTTLS");
            client.handshake();
        }
        return client.command("EHLO client.example");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
