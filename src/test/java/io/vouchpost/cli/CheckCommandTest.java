package io.vouchpost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.config.Workshop;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code check} says of keys that sign mail. */
class CheckCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final JsonObject document = Workshop.minimal();
    private Workshop workshop;
    private String publicKey = "";

    @BeforeEach
    void makeKey() throws Exception {
        workshop = new Workshop(folder);
        var pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        publicKey = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
        workshop.write("mail.pem", Workshop.pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        var key = JsonObject.of("domain", "example.org", "selector", "2026-10", "key", "mail.pem");
        document.getJsonObject("delivery").put("dkim", JsonArray.of(key));
    }

    private int run(String... options) {
        workshop.write("vouchpost.json", document.encode());
        var command = new CommandLine(new CheckCommand(), new CommandFactory(file -> {
            throw new AssertionError("check reads by itself");
        }));
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(out, true));
        var arguments = new String[options.length + 2];
        System.arraycopy(options, 0, arguments, 2, options.length);
        arguments[0] = "--config";
        arguments[1] = workshop.file.toString();
        return command.execute(arguments);
    }

    @Test
    void theRecordsToPublishAreToldAsLinesOfAZone() {
        assertThat(run()).isZero();
        var line = "2026-10._domainkey.example.org. TXT \"v=DKIM1; k=rsa; p=" + publicKey;
        assertThat(out.toString().replace("\" \"", "")).contains("To be published in the DNS", line);
    }

    @Test
    void theRecordsAreToldToProgramsToo() {
        assertThat(run("--json")).isZero();
        assertThat(new JsonObject(out.toString()).getJsonArray("dns"))
                .isEqualTo(JsonArray.of(JsonObject.of(
                        "name",
                        "2026-10._domainkey.example.org",
                        "type",
                        "TXT",
                        "value",
                        "v=DKIM1; k=rsa; p=" + publicKey)));
    }

    @Test
    void aKeyThatFewReceiversVerifyIsDoubtful() throws Exception {
        var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        workshop.write("mail.pem", Workshop.pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        assertThat(run()).isZero();
        assertThat(out.toString()).contains("But: many receivers do not verify Ed25519");
    }

    @Test
    void aKeyThatCannotSignIsAnError() {
        workshop.write("mail.pem", "remember the milk");
        assertThat(run()).isEqualTo(1);
        assertThat(out.toString()).contains("/delivery/dkim/0/key", "has no \"BEGIN PRIVATE KEY\"");
    }
}
