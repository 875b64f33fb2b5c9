package io.vouchpost.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.cli.Probed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code probe} against a server that somebody else wrote, up to the mailbox. */
@Timeout(120)
class ProbePostfixIT {
    @TempDir
    static Path folder;

    static Postfix postfix;

    @BeforeAll
    static void start() throws Exception {
        postfix = Postfix.start();
        Files.writeString(folder.resolve("password"), Postfix.PASSWORD + "\n");
    }

    @AfterAll
    static void stop() throws Exception {
        if (postfix != null) {
            postfix.close();
        }
    }

    private static Probed probe(String... more) {
        var arguments = new ArrayList<>(List.of(Attempt.HOST + ":" + postfix.port(), "--tls", "starttls", "--json"));
        // its certificate has its name where no client of today looks for it
        arguments.addAll(List.of("--ca", postfix.authority().toString(), "--insecure"));
        arguments.addAll(List.of("--user", Postfix.USER));
        arguments.addAll(List.of("--password-file", folder.resolve("password").toString()));
        arguments.addAll(List.of(more));
        return Probed.run(arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN", "CRAM-MD5"})
    void logsIn(String mechanism) {
        assertThat(probe("--mechanism", mechanism).of("login"))
                .containsExactly("ok: logged in as " + Postfix.USER + " by " + mechanism);
    }

    @Test
    void findsTheMessageInTheMailbox() {
        var probed =
                probe("--to", "bob@example.net", "--arrival", "maildir:" + postfix.maildir("bob"), "--check-sender");

        assertThat(probed.of("relay"))
                .singleElement()
                .asString()
                .startsWith("ok: without a log-in no mail is taken: 5");
        assertThat(probed.of("message")).singleElement().asString().contains("queued as");
        assertThat(probed.findings("message").get(0).getString("queueId")).isNotEmpty();
        assertThat(probed.of("arrival")).containsExactly("ok: it is in the maildir " + postfix.maildir("bob"));
    }

    @Test
    void weakMechanismsAreTold() {
        assertThat(probe().of("mechanisms"))
                .anyMatch(said -> said.startsWith("warn: DIGEST-MD5, weak"))
                .anyMatch(said -> said.startsWith("ok: PLAIN, fine in TLS"));
    }
}
