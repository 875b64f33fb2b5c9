package io.vouchpost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vouchpost.account.Fingerprint;
import io.vouchpost.config.Authority;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.config.Workshop;
import io.vouchpost.database.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@Timeout(60)
class CertificateCommandTest {
    @TempDir
    Path folder;

    private final DatabaseSettings database = TestDatabase.fresh();
    private final InputStream standardInput = System.in;
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    @Command(name = "vouchpost", subcommands = AccountCommand.class)
    static final class Root {}

    @BeforeEach
    void addAlice() {
        System.setIn(new ByteArrayInputStream("correct horse battery\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(run("account", "add", "alice", "--password-stdin")).isZero();
    }

    @AfterEach
    void giveStandardInputBack() {
        System.setIn(standardInput);
    }

    @Test
    void certificatesArePinnedListedAndRemoved() throws Exception {
        var certificate = new Authority("laptop").certificate();
        var hex = Fingerprint.of(certificate).hex();
        var file =
                Files.writeString(folder.resolve("laptop.pem"), Workshop.pem("CERTIFICATE", certificate.getEncoded()));

        assertThat(run("account", "certificate", "add", "alice", "--file", file.toString(), "--label", "laptop"))
                .isZero();
        assertThat(out.toString()).contains("alice can log in by the certificate " + hex);
        assertThat(run("account", "certificate", "list", "alice", "--json")).isZero();
        assertThat(new JsonArray(out.toString()).getJsonObject(0).getString("fingerprint"))
                .isEqualTo(hex);

        var asOpensslPrints =
                "sha256 Fingerprint=" + hex.toUpperCase(Locale.ROOT).replaceAll("(..)(?=.)", "$1:");
        assertThat(run("account", "certificate", "remove", "alice", "--fingerprint", asOpensslPrints))
                .isZero();
        run("account", "certificate", "list", "alice");
        assertThat(out.toString()).startsWith("No certificate is pinned to alice.");
    }

    @Test
    void whatIsNoCertificateIsTold() throws Exception {
        assertThat(run("account", "certificate", "add", "alice", "--fingerprint", "abcd"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("64 hexadecimal digits");
        var file = Files.writeString(folder.resolve("notes.txt"), "remember the milk");
        assertThat(run("account", "certificate", "add", "alice", "--file", file.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("no \"BEGIN CERTIFICATE\"");
        assertThat(run("account", "certificate", "add", "alice")).isEqualTo(2);
        assertThat(run("account", "certificate", "add", "bob", "--fingerprint", "0".repeat(64)))
                .isEqualTo(1);
        assertThat(err.toString()).contains("There is no account named bob.");
    }

    private int run(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        var line = new CommandLine(new Root(), new CommandFactory(file -> TestSettings.with(database)));
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(arguments);
    }
}
