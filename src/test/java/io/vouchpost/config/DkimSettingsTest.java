package io.vouchpost.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key {@code delivery.dkim}: what is read of it, and what operators get wrong. */
class DkimSettingsTest {

    @TempDir
    Path folder;

    Workshop workshop;

    @BeforeEach
    void setUp() throws Exception {
        workshop = new Workshop(folder);
        pem("mail.pem", "Ed25519", 255);
        pem("weak.pem", "RSA", 512);
        pem("ec.pem", "EC", 256);
        workshop.write("notes.txt", "remember the milk");
    }

    private void pem(String name, String algorithm, int bits) throws Exception {
        var generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        workshop.write(
                name,
                Workshop.pem(
                        "PRIVATE KEY", generator.generateKeyPair().getPrivate().getEncoded()));
    }

    private static JsonObject key(String domain, String selector, String file) {
        return new JsonObject().put("domain", domain).put("selector", selector).put("key", file);
    }

    private static JsonObject document(JsonObject... keys) {
        var document = Workshop.minimal();
        document.getJsonObject("delivery").put("dkim", new JsonArray(List.of(keys)));
        return document;
    }

    @Test
    void keysAreReadWithTheirFiles() throws Exception {
        var settings = workshop.read(document(
                key("Example.ORG", "2026-10", "mail.pem"),
                key("example.org", "b_1.lab", "mail.pem").put("subdomains", true)));
        assertThat(settings.delivery().dkim().keys())
                .containsExactly(
                        new DkimSettings.Key("example.org", false, "2026-10", folder.resolve("mail.pem")),
                        new DkimSettings.Key("example.org", true, "b_1.lab", folder.resolve("mail.pem")));
    }

    private void refused(String pointer, String message, JsonObject... keys) {
        var problems = workshop.problems(document(keys).encode());
        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.pointer()).isEqualTo("/delivery/dkim/" + pointer);
            assertThat(problem.message()).contains(message);
        });
    }

    @Test
    void whatCannotSignIsToldWhereItStands() {
        refused("0/key", "there is no file", key("example.org", "a", "none.pem"));
        refused("0/key", "has no \"BEGIN PRIVATE KEY\"", key("example.org", "a", "notes.txt"));
        refused("0/key", "has an RSA key of 512 bits", key("example.org", "a", "weak.pem"));
        refused("0/key", "other than RSA and Ed25519", key("example.org", "a", "ec.pem"));
        refused("0/selector", "must be a selector", key("example.org", "a..b", "mail.pem"));
        refused("0/selector", "must be a selector", key("example.org", "a;b", "mail.pem"));
        refused("0/domain", "must be a host name", key("example org", "a", "mail.pem"));
        var first = key("example.org", "a", "mail.pem");
        refused("1/selector", "is that of another key", first, key("EXAMPLE.org", "A", "mail.pem"));
        refused(
                "2/domain",
                "has two keys already",
                first,
                key("example.org", "b", "mail.pem"),
                key("example.org", "c", "mail.pem"));
    }

    @Test
    void aKeyWithNewContentIsSeen() throws Exception {
        var settings = workshop.read(document(key("example.org", "a", "mail.pem")));
        var before = NamedFiles.of(settings);
        pem("mail.pem", "Ed25519", 255);
        assertThat(before.differing(NamedFiles.of(settings))).containsExactly("delivery.dkim");
    }
}
