package io.vouchpost.clients;

import static io.vouchpost.verticle.TestGateway.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.account.Certificates;
import io.vouchpost.account.DeviceCredential;
import io.vouchpost.account.Fingerprint;
import io.vouchpost.account.Roles;
import io.vouchpost.smtp.Replies;
import io.vouchpost.tls.TestIdentity;
import io.vouchpost.verticle.TestGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A service logs in by its own credential and acts as somebody else (RFC 4422 §3.4.1), by each mechanism that can say so and
 * with real clients; and hears of all whom it may not act as the same as of a wrong password.
 */
class ActingAsIT {
    private static final String SERVICE = "service@example.org";
    private static final String ALICE = TestGateway.ALICE;

    @TempDir
    static Path folder;

    static Endpoint endpoint;
    static Path identity;
    static String deviceSecret;

    @BeforeAll
    static void start() throws Exception {
        endpoint = Endpoint.start(folder, json -> {});
        var gateway = endpoint.gateway();
        gateway.account(SERVICE, TestGateway.PASSWORD, SERVICE);
        gateway.account("bob@example.org", TestGateway.PASSWORD, "bob@example.org");
        deviceSecret = await(gateway.devices()
                        .add(SERVICE, new DeviceCredential("backup", List.of(), List.of(), Optional.empty())))
                .secret()
                .reveal();
        var own = TestIdentity.of(SERVICE);
        identity = own.write(folder.resolve("service.pem"));
        await(new Certificates(gateway.pool()).add(SERVICE, Fingerprint.of(own.certificate()), "test"));
        var roles = new Roles(gateway.pool());
        for (var name : List.of(ALICE, "disabled@example.org", "ghost@example.org")) {
            await(roles.permit(SERVICE, "act-as " + name));
        }
    }

    @AfterAll
    static void stop() {
        endpoint.close();
    }

    /** The client and the mechanism. */
    static Stream<Arguments> ways() {
        return Stream.of(
                Arguments.of("gsasl", "PLAIN"),
                Arguments.of("gsasl", "SCRAM-SHA-1"),
                Arguments.of("gsasl", "SCRAM-SHA-256"),
                Arguments.of("gsasl", "DIGEST-MD5"),
                Arguments.of("smtptest", "PLAIN"),
                Arguments.of("smtptest", "SCRAM-SHA-1"),
                Arguments.of("smtptest", "SCRAM-SHA-256"),
                Arguments.of("smtptest", "DIGEST-MD5"),
                Arguments.of("curl", "PLAIN"),
                Arguments.of("curl", "EXTERNAL"),
                Arguments.of("curl", "OAUTHBEARER"));
    }

    /** Each with each whom it may not act as: not permitted, no such account either, permitted and one of both. */
    static Stream<Arguments> waysNotToGo() {
        return ways().flatMap(way -> Stream.of(
                        "bob@example.org", "nobody@example.org", "disabled@example.org", "ghost@example.org")
                .map(other -> Arguments.of(way.get()[0], way.get()[1], other)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void sendsAsWhomItMayActAs(String client, String mechanism) throws Exception {
        int before = endpoint.events();
        var report = run(client, mechanism, ALICE);
        assertThat(report.said()).contains("235");
        assertThat(endpoint.arrival().from()).isEqualTo(ALICE);
        assertThat(endpoint.loginsAfter(before)).last().satisfies(login -> {
            assertThat(login.getString("outcome")).isEqualTo("accepted");
            assertThat(login.getString("account")).isEqualTo(ALICE);
            assertThat(login.getString("actor")).isEqualTo(SERVICE);
            assertThat(login.getString("mechanism")).isEqualTo(mechanism);
        });
    }

    @ParameterizedTest
    @MethodSource("waysNotToGo")
    void isToldNothingOfTheOthers(String client, String mechanism, String other) throws Exception {
        int before = endpoint.events();
        var report = run(client, mechanism, other);
        assertThat(report.said()).doesNotContain("235 ");
        assertThat(endpoint.hasArrivals()).isFalse();
        assertThat(endpoint.loginsAfter(before)).first().satisfies(login -> {
            assertThat(login.getString("reply"))
                    .isEqualTo(Replies.wrongCredentials().toString());
            assertThat(login.getString("rule")).isEqualTo("policy.actAs");
            assertThat(login.getString("seen")).startsWith(SERVICE + " asks to act as " + other);
            assertThat(login.getString("account")).isEqualTo(SERVICE);
        });
    }

    private static Report run(String client, String mechanism, String other) throws Exception {
        var own = Files.createTempDirectory(folder, client);
        return switch (client) {
            case "gsasl" -> gsasl(own, mechanism, other);
            case "smtptest" -> smtptest(own, mechanism, other);
            default -> curl(own, mechanism, other);
        };
    }

    private static String secret(String mechanism) {
        return mechanism.equals("DIGEST-MD5") ? deviceSecret : TestGateway.PASSWORD;
    }

    private static Report gsasl(Path own, String mechanism, String other) throws Exception {
        Installed.require("gsasl", "gsasl");
        var command = new ArrayList<>(List.of("gsasl", "--verbose", "--smtp", "--starttls"));
        command.addAll(List.of("--connect", "localhost:" + endpoint.gateway().port(), "--hostname", "localhost"));
        command.addAll(
                List.of("--x509-ca-file", endpoint.gateway().certificate().toString()));
        command.addAll(List.of("--mechanism", mechanism, "--quality-of-protection", "qop-auth", "--no-cb"));
        command.addAll(List.of("--realm", TestGateway.HOSTNAME, "--authorization-id", other));
        command.addAll(List.of("--authentication-id", SERVICE, "--password", secret(mechanism)));
        return Program.in(own, command.toArray(String[]::new))
                .reading(Conversation.submitting())
                .run();
    }

    private static Report smtptest(Path own, String mechanism, String other) throws Exception {
        var program = "/usr/lib/cyrus/bin/smtptest";
        Installed.require(program, "cyrus-clients libsasl2-modules");
        var script = Files.writeString(own.resolve("script"), Conversation.submitting());
        return Program.in(
                        own,
                        program,
                        "-p",
                        "" + endpoint.tlsPort(),
                        "-s",
                        "-a",
                        SERVICE,
                        "-u",
                        other,
                        "-w",
                        secret(mechanism),
                        "-m",
                        mechanism,
                        "-f",
                        script.toString(),
                        "localhost")
                .run();
    }

    /** By EXTERNAL and OAUTHBEARER the user is the authorization identity. */
    private static Report curl(Path own, String mechanism, String other) throws Exception {
        Installed.require("curl", "curl");
        var settings = new ArrayList<>(List.of(
                "url = smtps://localhost:" + endpoint.tlsPort(),
                "cacert = " + endpoint.gateway().certificate(),
                "login-options = AUTH=" + mechanism,
                "mail-from = " + Letter.FROM,
                "upload-file = " + Files.write(own.resolve("letter"), Letter.octets())));
        Letter.TO.forEach(recipient -> settings.add("mail-rcpt = " + recipient));
        switch (mechanism) {
            case "PLAIN" -> {
                settings.add("user = \"" + SERVICE + ":" + TestGateway.PASSWORD + "\"");
                settings.add("sasl-authzid = " + other);
            }
            case "EXTERNAL" -> {
                settings.add("user = \"" + other + ":\"");
                settings.add("cert = " + identity);
            }
            default -> {
                settings.add("user = " + other);
                settings.add("oauth2-bearer = \"" + endpoint.tokenOf(SERVICE) + "\"");
            }
        }
        return Program.in(own, "curl", "--verbose", "--no-progress-meter", "--config", "-")
                .reading(String.join("\n", settings))
                .run();
    }
}
