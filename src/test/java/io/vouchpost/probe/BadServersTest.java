package io.vouchpost.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.probe.SmallServer.Usual;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each fault that a server may have is seen, told, and does no harm; of the log-in see {@link BadLogInsTest}. */
@Timeout(60)
class BadServersTest extends ServersOnTrial {
    @Test
    void aGoodOneIsWell() throws Exception {
        try (var server = new SmallServer(usual(false))) {
            var probed = probe(server, "starttls", logIn());

            assertThat(probed.steps("failed")).isEmpty();
            assertThat(probed.steps("warn")).isEmpty();
            assertThat(probed.exitCode()).isZero();
            assertThat(probed.of("login")).containsExactly("ok: logged in as alice by PLAIN");
        }
    }

    @Test
    void anExpiredCertificate() throws Exception {
        var expired = root.server(Instant.now().minus(Duration.ofDays(3)), "127.0.0.1");
        try (var server = new SmallServer(new Usual(expired, true))) {
            var probed = probe(server, "implicit", logIn());

            assertThat(probed.exitCode()).isOne();
            assertThat(probed.of("certificate"))
                    .anySatisfy(said -> assertThat(said)
                            .startsWith("failed: 1 of 2: CN=server")
                            .endsWith("expired"))
                    .anySatisfy(said -> assertThat(said).startsWith("ok: the chain is complete"));
            assertThat(server.heard).noneMatch(line -> line.startsWith("AUTH"));
        }
    }

    @Test
    void aCertificateThatEndsSoon() throws Exception {
        var ending = root.server(Instant.now().plus(Duration.ofDays(5)), "127.0.0.1");
        try (var server = new SmallServer(new Usual(ending, true))) {
            assertThat(probe(server, "implicit").exitCode()).isZero();
            assertThat(probe(server, "implicit", "--strict").exitCode()).isOne();
            assertThat(probe(server, "implicit", "--strict", "--warn-expiry", "2d")
                            .exitCode())
                    .isZero();
        }
    }

    @Test
    void aCertificateOfAnother() throws Exception {
        try (var server = new SmallServer(new Usual(root.server("mail.example.org"), true))) {
            var probed = probe(server, "implicit", logIn());

            assertThat(probed.steps("failed")).containsExactly("certificate");
            assertThat(probed.of("certificate")).contains("failed: it is not for 127.0.0.1, but for mail.example.org");
            assertThat(probed.of("login")).singleElement().asString().startsWith("skipped: not tried");
            assertThat(server.heard).noneMatch(line -> line.startsWith("AUTH"));
        }
    }

    @Test
    void insecureGoesOnAndStillFails() throws Exception {
        try (var server = new SmallServer(new Usual(TestCertificates.selfSigned("127.0.0.1"), true))) {
            var probed = probe(server, "implicit", logIn("--insecure"));

            assertThat(probed.exitCode()).isOne();
            assertThat(probed.of("certificate"))
                    .contains("failed: it is self-signed, which mail programs do not trust");
            assertThat(probed.of("login")).containsExactly("ok: logged in as alice by PLAIN");
        }
    }

    @Test
    void aChainWithAGap() throws Exception {
        var below = root.authority("Between").server("127.0.0.1");
        try (var server = new SmallServer(new Usual(below.sending(below.certificate()), true))) {
            assertThat(probe(server, "implicit").of("certificate"))
                    .contains(
                            "failed: the chain has a gap: CN=Between, who signed the last, was not sent and is not known");
        }
    }

    @Test
    void anAuthorityNobodyKnows() throws Exception {
        try (var server =
                new SmallServer(new Usual(TestCertificates.root("Strangers").server("127.0.0.1"), true))) {
            assertThat(probe(server, "implicit").of("certificate"))
                    .contains("failed: the chain ends at CN=Strangers, whom nobody trusts by default");
        }
    }

    @Test
    void noStartTls() throws Exception {
        try (var server = new SmallServer(usual(false).offering("SIZE 1000", ""))) {
            var probed = probe(server, "starttls", logIn());

            assertThat(probed.steps("failed")).containsExactly("starttls");
            assertThat(server.heard).noneMatch(line -> line.contains(Usual.base64("\0alice\0horse")));
        }
    }

    @Test
    void plainBeforeTls() throws Exception {
        var open = usual(false).offering("STARTTLS|AUTH PLAIN LOGIN", "AUTH PLAIN");
        try (var server = new SmallServer(open)) {
            assertThat(probe(server, "starttls").of("cleartext"))
                    .containsExactly("failed: PLAIN and LOGIN offered without TLS: passwords go in the clear");
        }
    }

    @Test
    void plainTakenBeforeTlsWithoutAnOffer() throws Exception {
        try (var server = new SmallServer(talk -> {
            talk.say("220 127.0.0.1");
            talk.hear();
            talk.say("250 127.0.0.1");
            talk.hear();
            talk.say("334 ");
            talk.hear();
            talk.say("501 5.7.0 Cancelled");
            talk.waitForEver();
        })) {
            assertThat(probe(server, "starttls").of("cleartext"))
                    .singleElement()
                    .asString()
                    .startsWith("failed: ");
            assertThat(server.heard).contains("*");
        }
    }

    @Test
    void anOpenRelayIsSeenAndNothingIsSent() throws Exception {
        var open = usual(true).when("MAIL FROM", "250 2.1.0 Ok").when("RCPT", "250 2.1.5 Ok");
        try (var server = new SmallServer(open)) {
            var probed = probe(server, "implicit");

            assertThat(probed.of("relay")).singleElement().asString().startsWith("failed: mail for strangers");
            assertThat(server.heard).contains("RSET").doesNotContain("DATA");
        }
    }

    @Test
    void whatStandsBehindTheReplyToStartTls() throws Exception {
        try (var server =
                new SmallServer(usual(false).when("STARTTLS", "220 2.0.0 Go on\r\n250-evil\r\n250 AUTH PLAIN"))) {
            var probed = probe(server, "starttls", logIn());

            assertThat(probed.of("starttls"))
                    .singleElement()
                    .asString()
                    .startsWith("failed: something stands behind the reply to STARTTLS");
            assertThat(server.heard).noneMatch(line -> line.contains(Usual.base64("\0alice\0horse")));
        }
    }

    @Test
    void aGreetingWithoutEnd() throws Exception {
        try (var server = new SmallServer(talk -> {
            while (true) {
                talk.say("220-and another thing");
            }
        })) {
            assertThat(probe(server, "starttls").of("greeting"))
                    .containsExactly("failed: the server's reply has more than 100 lines and no end");
        }
    }

    @Test
    void aLineWithoutEnd() throws Exception {
        try (var server = new SmallServer(talk -> {
            while (true) {
                talk.send("2".repeat(4096));
            }
        })) {
            assertThat(probe(server, "starttls").of("greeting"))
                    .containsExactly("failed: the server sends a line of more than 12288 octets");
        }
    }

    @Test
    void silence() throws Exception {
        try (var server = new SmallServer(SmallServer.Talk::waitForEver)) {
            assertThat(probe(server, "starttls", "--timeout", "1s").of("greeting"))
                    .containsExactly("failed: no answer that has an end within 1 second");
            assertThat(probe(server, "implicit", "--timeout", "1s").of("tls"))
                    .containsExactly("failed: no answer that has an end within 1 second");
        }
    }

    @Test
    void anOctetNowAndThenDoesNotOutlastTheTime() throws Exception {
        try (var server = new SmallServer(talk -> {
            for (int octet = 0; ; octet++) {
                talk.send("2");
                LockSupport.parkNanos(20_000_000);
            }
        })) {
            var probed = probe(server, "starttls", "--timeout", "1500ms");

            assertThat(probed.of("greeting")).containsExactly("failed: no answer that has an end within 1500 ms");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void garbage(long seed) throws Exception {
        var octets = new byte[20_000];
        new Random(seed).nextBytes(octets);
        var garbage = new String(octets, StandardCharsets.ISO_8859_1);
        var part = (SmallServer.Part) talk -> {
            talk.send(seed % 2 == 0 ? "220 " + garbage.replace('\n', ' ') : garbage);
            talk.waitForEver();
        };
        try (var server = new SmallServer(part)) {
            for (var tls : List.of("starttls", "implicit")) {
                var probed = probe(server, tls, "--timeout", "2s");

                assertThat(probed.exitCode()).isOne();
                assertThat(probed.said().chars()).noneMatch(c -> c < ' ' && c != '\n');
            }
        }
    }

    @Test
    void nobodyListens() throws Exception {
        var server = new SmallServer(SmallServer.Talk::waitForEver);
        server.close();

        assertThat(probe(server, "starttls").steps("failed")).containsExactly("connect");
    }

    @Test
    void whatIsNotTls() throws Exception {
        try (var server = new SmallServer(usual(false))) {
            assertThat(probe(server, "implicit").of("tls")).containsExactly("failed: what the server sends is not TLS");
        }
    }

    @Test
    void whoLeavesWithoutAGoodbyeHasNotFailed() throws Exception {
        try (var server = new SmallServer(usual(true).leavingAt("QUIT"))) {
            var probed = probe(server, "implicit", logIn());

            assertThat(server.heard).contains("QUIT");
            assertThat(probed.exitCode()).isZero();
        }
    }

    @Test
    void nobodyTriesToRelayWhereThatIsNotWanted() throws Exception {
        try (var server = new SmallServer(usual(true))) {
            var probed = probe(server, "implicit", "--no-relay-check");

            assertThat(probed.of("relay")).containsExactly("skipped: not looked at: --no-relay-check");
            assertThat(server.heard).noneMatch(line -> line.startsWith("MAIL"));
        }
    }
}
