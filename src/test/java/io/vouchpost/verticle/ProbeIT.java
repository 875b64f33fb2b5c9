package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vouchpost.account.DeviceCredential;
import io.vouchpost.cli.Probed;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code probe} against a Vouchpost: on both ports, by each mechanism, up to the next hop. */
@Timeout(120)
class ProbeIT {
    @TempDir
    static Path folder;

    static TestGateway gateway;
    static Path password;

    @BeforeAll
    static void start() throws Exception {
        gateway = TestGateway.start(Files.createDirectory(folder.resolve("gateway")), json -> json.getJsonObject("sasl")
                .put("mechanisms", new JsonArray(List.of("SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN", "CRAM-MD5")))
                .put("verifierKey", "A".repeat(43) + "=")
                .put("channelBinding", new JsonArray().add("tls-server-end-point")));
        password = file("password", TestGateway.PASSWORD);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static Path file(String name, String secret) throws IOException {
        return Files.writeString(folder.resolve(name), secret + "\n");
    }

    private static Probed probe(int port, String tls, Path secret, String... more) {
        var arguments = new ArrayList<>(List.of("localhost:" + port, "--tls", tls));
        arguments.addAll(List.of("--ca", gateway.certificate().toString()));
        arguments.addAll(List.of("--user", TestGateway.ALICE, "--password-file", secret.toString()));
        arguments.addAll(List.of(more));
        return Probed.run(() -> gateway.settings(), arguments.toArray(String[]::new));
    }

    private static String[] json(String... more) {
        return Stream.concat(Stream.of("--json"), Stream.of(more)).toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource({"SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-1", "PLAIN", "LOGIN"})
    void logsInByEachMechanismOnBothPorts(String mechanism) {
        for (var tls : List.of("starttls", "implicit")) {
            int port = tls.equals("starttls") ? gateway.port() : gateway.tlsPort();

            assertThat(probe(port, tls, password, json("--mechanism", mechanism))
                            .of("login"))
                    .containsExactly("ok: logged in as alice@example.org by " + mechanism);
        }
    }

    @Test
    void showsEveryStepUpToTheNextHop() throws Exception {
        var probed = probe(
                gateway.port(), "starttls", password, json("--send-to-self", "--check-sender", "--config", "here"));

        assertThat(probed.exitCode()).isZero();
        assertThat(probed.steps("failed")).isEmpty();
        assertThat(probed.steps("ok"))
                .containsExactly(
                        "address",
                        "connect",
                        "greeting",
                        "ehlo",
                        "cleartext",
                        "starttls",
                        "tls",
                        "certificate",
                        "capabilities",
                        "mechanisms",
                        "relay",
                        "login",
                        "sender",
                        "message",
                        "arrival");
        assertThat(probed.of("login")).singleElement().asString().endsWith(" by SCRAM-SHA-256-PLUS");
        assertThat(probed.of("arrival")).singleElement().asString().startsWith("ok: handed on at once, to 127.0.0.1:");
        var messageId = probed.findings("message").get(0).getString("messageId");
        assertThat(gateway.arrival().octets().toString()).contains("Message-ID: " + messageId);
    }

    @Test
    void onlyWhoIsNamedGetsAMessage() {
        assertThat(probe(gateway.port(), "starttls", password, json()).findings("message"))
                .isEmpty();
        assertThat(gateway.hasArrivals()).isFalse();
    }

    @Test
    void aWrongPasswordFailsAndIsNotShown() throws Exception {
        var wrong = file("wrong", "wrong battery staple");

        var probed = probe(gateway.tlsPort(), "implicit", wrong, json("--mechanism", "PLAIN"));

        assertThat(probed.exitCode()).isOne();
        assertThat(probed.of("login")).singleElement().asString().startsWith("failed: PLAIN was refused: 535 5.7.8 ");
        assertThat(probed.said()).doesNotContain("battery");
    }

    @Test
    void aBindingThatTheAccountRefusesIsToldAndTheNextOneIsTried() throws Exception {
        var wrong = file("wrong", "wrong battery staple");

        var probed = probe(gateway.tlsPort(), "implicit", wrong, json());

        assertThat(probed.of("login"))
                .satisfiesExactly(
                        bound -> assertThat(bound).startsWith("warn: SCRAM-SHA-256-PLUS was refused: 535"),
                        unbound -> assertThat(unbound).startsWith("failed: SCRAM-SHA-256 was refused: 535"));
    }

    @Test
    void cramMd5IsForDevices() throws Exception {
        var device = new DeviceCredential("monitor", List.of(), List.of(), Optional.empty());
        var secret = TestGateway.await(gateway.devices().add(TestGateway.ALICE, device))
                .secret()
                .reveal();

        assertThat(probe(gateway.port(), "starttls", file("device", secret), json("--mechanism", "CRAM-MD5"))
                        .of("login"))
                .containsExactly("ok: logged in as alice@example.org by CRAM-MD5");
    }

    @Test
    void aMessageInTheQueueIsFollowed() throws Exception {
        gateway.reconfigure(json -> json.getJsonObject("delivery").put("acknowledge", "spooled"));
        try {
            var probed = probe(gateway.tlsPort(), "implicit", password, json("--send-to-self", "--config", "here"));

            assertThat(probed.of("arrival"))
                    .singleElement()
                    .asString()
                    .startsWith("ok: the next hop has it: alice@example.org at 127.0.0.1:");
            gateway.arrival();
        } finally {
            gateway.reconfigure(json -> {});
        }
    }

    @Test
    void aDatabaseThatIsAwayIsAWarningAndAllElseIsLookedAt() throws Exception {
        var away = without(gateway.settings(), "postgresql://nobody@127.0.0.1:1/nothing");

        var probed = Probed.run(
                () -> away,
                "localhost:" + gateway.tlsPort(),
                "--tls",
                "implicit",
                "--ca",
                gateway.certificate().toString(),
                "--user",
                TestGateway.ALICE,
                "--password-file",
                password.toString(),
                "--send-to-self",
                "--config",
                "here",
                "--json");

        assertThat(probed.of("message")).singleElement().asString().startsWith("ok: ");
        assertThat(probed.of("arrival"))
                .singleElement()
                .asString()
                .startsWith("warn: the queue of --config cannot be opened: ");
        assertThat(probed.exitCode()).isZero();
        gateway.arrival();
    }

    private static Settings without(Settings settings, String database) {
        return new Settings(
                settings.hostname(),
                settings.listeners(),
                settings.tls(),
                new DatabaseSettings.External(database, Optional.empty(), 1),
                settings.sasl(),
                settings.policy(),
                settings.guard(),
                settings.delivery(),
                settings.limits(),
                settings.admin(),
                settings.audit());
    }

    @Test
    void aMessageThatComesToNoMaildirFails() throws Exception {
        for (var part : List.of("new", "cur")) {
            Files.createDirectories(folder.resolve("maildir").resolve(part));
        }
        Files.writeString(folder.resolve("maildir/new/another"), "Message-ID: <another@example.org>\n\n");

        var probed = probe(
                gateway.tlsPort(),
                "implicit",
                password,
                json(
                        "--send-to-self",
                        "--arrival",
                        "maildir:" + folder.resolve("maildir"),
                        "--arrival-timeout",
                        "600ms"));

        assertThat(probed.steps("failed")).containsExactly("arrival");
        assertThat(probed.exitCode()).isOne();
        gateway.arrival();
    }
}
