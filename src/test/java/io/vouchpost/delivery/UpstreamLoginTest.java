package io.vouchpost.delivery;

import static io.vouchpost.delivery.Hops.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.LogLines;
import io.vouchpost.config.RouteSettings.Login;
import io.vouchpost.config.RouteSettings.Proof;
import io.vouchpost.message.Submission;
import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway's own log-in to the next hop. */
class UpstreamLoginTest {
    private static final String PASSWORD = "p\u00e4ss w\u00f6rd-4711";
    private static final Submission MESSAGE = message("a@example.org", "b@example.net");

    private final Hops hops = new Hops();

    @AfterEach
    void close() throws Exception {
        hops.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN", "CRAM-MD5"})
    void theRightPasswordOpensTheDoor(String mechanism) throws Exception {
        var server = hops.server().login(wants(mechanism)).start();
        assertThat(hops.host(server).login(with(PASSWORD, mechanism)).send(MESSAGE))
                .isInstanceOf(Outcome.Relayed.class);
        assertThat(server.heard("AUTH")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN", "CRAM-MD5"})
    void theWrongPasswordIsAMatterBetweenUsAndTheNextHop(String mechanism) throws Exception {
        var first = hops.server().login(wants(mechanism)).start();
        hops.host(first).login(with("wrong", mechanism));
        assertThat(hops.send(MESSAGE)).isInstanceOfSatisfying(Outcome.Deferred.class, deferred -> {
            assertThat(deferred.reply().toString()).startsWith("451 4.4.1");
            assertThat(deferred.cause())
                    .contains("AUTH " + mechanism + " failed", "535")
                    .doesNotContain("wrong");
        });
        assertThat(first.heard("MAIL")).isEmpty();
    }

    @Test
    void withTheWrongPasswordForTheFirstTheSecondTakesIt() throws Exception {
        var first = hops.server()
                .login(new UpstreamLogin("gateway", "another", List.of("PLAIN")))
                .start();
        var second = hops.server().login(wants("LOGIN")).start();
        assertThat(hops.host(first).host(second).login(with(PASSWORD)).send(MESSAGE))
                .isInstanceOf(Outcome.Relayed.class);
    }

    @Test
    void onlyTheMechanismsNamedAreUsed() throws Exception {
        var server = hops.server().login(wants("PLAIN", "CRAM-MD5")).start();
        hops.host(server).login(with(PASSWORD, "LOGIN"));
        assertThat(hops.send(MESSAGE))
                .isInstanceOfSatisfying(Outcome.Deferred.class, deferred -> assertThat(deferred.cause())
                        .contains("no allowed AUTH methods"));
        assertThat(server.heard("AUTH")).isEmpty();
    }

    @Test
    void withoutANameTheStrongestThatBothHaveIsUsed() throws Exception {
        var server = hops.server()
                .login(wants("PLAIN", "XOAUTH2", "CRAM-MD5", "LOGIN"))
                .start();
        assertThat(hops.host(server).login(with(PASSWORD)).send(MESSAGE)).isInstanceOf(Outcome.Relayed.class);
        assertThat(server.heard("AUTH")).containsExactly("AUTH CRAM-MD5");
    }

    @Test
    void aNextHopThatWantsALogInAndGetsNoneIsOurFaultNotTheClients() throws Exception {
        var server = hops.server().login(wants("PLAIN")).start();
        assertThat(hops.host(server).send(MESSAGE).reply().toString()).startsWith("451 4.3.5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN"})
    void neitherPasswordNorMessageStandInTheLogWhateverItsLevel(String mechanism) throws Exception {
        List<String> lines;
        try (var log = LogLines.ofAll()) {
            var server = hops.server().login(wants(mechanism)).start();
            hops.host(server).login(with(PASSWORD, mechanism)).send(MESSAGE);
            hops.send(message(MemoryContent.of("Subject: confidential\r\n"), "a@example.org", "b@example.net"));
            lines = log.lines();
        }
        assertThat(lines).anyMatch(line -> line.startsWith("command: "));
        for (var secret : List.of(PASSWORD, base64(PASSWORD), base64("\0gateway\0" + PASSWORD), "confidential")) {
            assertThat(lines).noneMatch(line -> line.contains(secret));
        }
    }

    private static UpstreamLogin wants(String... mechanisms) {
        return new UpstreamLogin("gateway", PASSWORD, List.of(mechanisms));
    }

    private static Login with(String password, String... mechanisms) {
        return new Login("gateway", new Proof.Password(Secret.ofText(password)), List.of(mechanisms));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
