package io.vouchpost.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.probe.SmallServer.Usual;
import java.nio.file.Files;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a server does at the log-in: it is seen, told, and no secret goes where it should not. */
@Timeout(60)
class BadLogInsTest extends ServersOnTrial {
    @Test
    void aServerThatRepeatsThePasswordIsNotRepeated() throws Exception {
        var telling = usual(true)
                .when(
                        "AUTH PLAIN " + Usual.base64("\0alice\0horse"),
                        "535 5.7.8 Wrong password horse, \u001b[31m" + Usual.base64("\0alice\0horse") + " and "
                                + Usual.base64("horse"));
        try (var server = new SmallServer(telling)) {
            var probed = probe(server, "implicit", logIn());

            assertThat(probed.of("login"))
                    .containsExactly("failed: PLAIN was refused: 535 5.7.8 Wrong password (hidden), ?[31m(hidden) and"
                            + " (hidden)");
        }
    }

    @Test
    void weakMechanismsAreToldAndAnonymousFails() throws Exception {
        try (var server =
                new SmallServer(usual(true).offering("", "AUTH NTLM CRAM-MD5 SCRAM-SHA-256-PLUS ANONYMOUS X-OWN"))) {
            assertThat(probe(server, "implicit").of("mechanisms"))
                    .satisfiesExactly(
                            ntlm -> assertThat(ntlm).startsWith("warn: NTLM, weak"),
                            cram -> assertThat(cram).startsWith("warn: CRAM-MD5, weak"),
                            scram -> assertThat(scram).startsWith("ok: SCRAM-SHA-256-PLUS, strong"),
                            anonymous -> assertThat(anonymous).startsWith("failed: ANONYMOUS, lets in anybody"),
                            own -> assertThat(own).isEqualTo("ok: X-OWN, not known here"));
        }
    }

    @Test
    void aServerThatCannotProveItselfInScramIsNotBelieved() throws Exception {
        try (var server = new SmallServer(
                usual(true).offering("", "AUTH SCRAM-SHA-256").when("AUTH SCRAM", "235 2.7.0 Welcome"))) {
            assertThat(probe(server, "implicit", logIn()).of("login"))
                    .containsExactly("failed: the server let us in by SCRAM-SHA-256 without showing that it knows the"
                            + " password");
        }
    }

    @Test
    void thePasswordDoesNotGoWithoutTls() throws Exception {
        try (var server = new SmallServer(usual(false).offering("AUTH PLAIN", ""))) {
            var probed = probe(server, "none", logIn());

            assertThat(probed.of("login")).singleElement().asString().startsWith("failed: not tried: PLAIN would");
            assertThat(server.heard).noneMatch(line -> line.contains(Usual.base64("\0alice\0horse")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"XOAUTH2", "OAUTHBEARER"})
    void aTokenThatIsRefusedIsAcknowledgedAndNotShown(String mechanism) throws Exception {
        var token = Files.writeString(folder.resolve("token"), "ya29.secret");
        var refusing = usual(true)
                .offering("", "AUTH " + mechanism)
                .when("AUTH " + mechanism, "334 " + Usual.base64("{\"status\":\"invalid_token\"}"))
                .when("", "535 5.7.8 The token ya29.secret is not valid");
        try (var server = new SmallServer(refusing)) {
            var probed = probe(server, "implicit", "--user", "alice", "--token-file", token.toString());

            assertThat(probed.of("login"))
                    .containsExactly(
                            "failed: " + mechanism + " was refused: 535 5.7.8 The token (hidden) is not valid");
            assertThat(server.heard).anyMatch(line -> line.startsWith("AUTH " + mechanism + " "));
        }
    }

    @Test
    void aTokenThatIsTaken() throws Exception {
        var token = Files.writeString(folder.resolve("token"), "ya29.secret");
        var exact = Usual.base64("user=alice\1auth=Bearer ya29.secret\1\1");
        try (var server = new SmallServer(
                usual(true).offering("", "AUTH XOAUTH2").when("AUTH XOAUTH2 " + exact, "235 2.7.0 Welcome"))) {
            assertThat(probe(server, "implicit", "--user", "alice", "--token-file", token.toString())
                            .of("login"))
                    .containsExactly("ok: logged in as alice by XOAUTH2");
        }
    }

    @Test
    void aChallengeThatIsNoneEndsTheLogIn() throws Exception {
        try (var server = new SmallServer(usual(true).offering("", "AUTH LOGIN").when("", "334 VXNlcm5hbWU6"))) {
            assertThat(probe(server, "implicit", logIn()).of("login"))
                    .containsExactly("failed: the server asks for more than a name and a password");
        }
    }

    @Test
    void aServerThatWantsAnEternityOfHashingDoesNotGetIt() throws Exception {
        var first = Usual.base64("r=whatever,s=" + Usual.base64("salt") + ",i=2000000000");
        try (var server =
                new SmallServer(usual(true).offering("", "AUTH SCRAM-SHA-256").when("AUTH SCRAM", "334 " + first))) {
            assertThat(probe(server, "implicit", logIn()).of("login"))
                    .containsExactly("failed: the server wants the password hashed more than 1000000 times");
        }
    }

    /** SASLprep forbids them, or leaves nothing of them: our own fault, not the server's. */
    @ParameterizedTest
    @CsvSource({"a\u0627b, horse", "\u00ad, horse", "alice, \u00ad", "alice, \u0627a"})
    void aUserOrPasswordThatScramCannotHave(String user, String password) throws Exception {
        var file = Files.writeString(folder.resolve("unusable"), password);
        try (var server = new SmallServer(usual(true).offering("", "AUTH SCRAM-SHA-256"))) {
            var probed = probe(server, "implicit", "--user", user, "--password-file", file.toString());

            assertThat(probed.of("login"))
                    .containsExactly("failed: user name or password cannot be used with SCRAM-SHA-256");
            assertThat(server.heard).noneMatch(line -> line.startsWith("AUTH SCRAM"));
        }
    }

    @Test
    void noMoreMechanismsAreToldThanAnybodyHas() throws Exception {
        var many = IntStream.range(0, 1000).mapToObj(i -> "X" + i).collect(Collectors.joining(" "));
        try (var server = new SmallServer(usual(true).offering("", "AUTH " + many))) {
            assertThat(probe(server, "implicit").of("mechanisms")).hasSize(50);
        }
    }

    @Test
    void nothingIsBoundToACertificateThatHasNothingToBindTo() throws Exception {
        var edwards = TestCertificates.rootOfEdwards("Edwards");
        var anchor = edwards.write(folder.resolve("edwards.pem")).toString();
        var offering = new Usual(edwards.server("127.0.0.1"), true).offering("", "AUTH SCRAM-SHA-256-PLUS PLAIN");
        try (var server = new SmallServer(offering)) {
            var probed = probe(server, "implicit", logIn("--ca", anchor));

            assertThat(probed.of("login"))
                    .satisfiesExactly(
                            passedOver -> assertThat(passedOver).startsWith("skipped: no -PLUS was tried"),
                            in -> assertThat(in).isEqualTo("ok: logged in as alice by PLAIN"));
            assertThat(probed.exitCode()).isZero();
        }
    }
}
