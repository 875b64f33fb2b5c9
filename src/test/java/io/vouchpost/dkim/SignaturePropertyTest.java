package io.vouchpost.dkim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever the header and the body, Apache James verifies what we sign, and nothing that was changed since. */
class SignaturePropertyTest {
    private static final String FROM = "From: Alice <alice@example.org>\r\n";
    private static final List<Keyring> KEYRING = new ArrayList<>(1);

    @BeforeContainer
    static void makeKey() throws IOException {
        Path folder = Files.createTempDirectory("vouchpost-dkim");
        try {
            KEYRING.add(KeyFiles.keyring(new KeyFiles(folder).rsa("example.org", "s", 1024)));
        } finally {
            Files.deleteIfExists(folder.resolve("s.pem"));
            Files.delete(folder);
        }
    }

    @AfterContainer
    static void forgetKey() {
        KEYRING.clear();
    }

    @Property(tries = 300)
    void signaturesVerify(@ForAll("headers") String header, @ForAll("bodies") String body) {
        assertThat(verified(signed(header, body))).isTrue();
    }

    /** Turns one bit of something that is signed, except line ends: those the verifier mends. White space becomes ink by it. */
    @Property(tries = 300)
    void changesAreFound(
            @ForAll("headers") String header,
            @ForAll("bodies") String body,
            @ForAll @IntRange(min = 0, max = 1_000_000) int place) {
        String message = signed(header, body);
        int start = message.length() - (FROM + header + "\r\n" + body).length();
        int at = start + place % (message.length() - start);
        while (message.charAt(at) == '\r' || message.charAt(at) == '\n') {
            at--;
        }
        String changed = message.substring(0, at) + (char) (message.charAt(at) ^ 0x40) + message.substring(at + 1);
        assertThat(verified(changed))
                .as("octet %d of %s", at - start, JsonObject.of("", message.substring(start)))
                .isFalse();
    }

    private static String signed(String header, String body) {
        byte[] content = (FROM + header + "\r\n" + body).getBytes(ISO_8859_1);
        return new String(new Signing(KEYRING.get(0)).signed(content), ISO_8859_1);
    }

    private static boolean verified(String message) {
        return new JamesVerifier(KEYRING.get(0))
                .verified(message.getBytes(ISO_8859_1))
                .contains("s");
    }

    @Provide
    Arbitrary<String> headers() {
        Arbitrary<String> name = Arbitraries.of(
                "To",
                "CC",
                "Subject",
                "subject",
                "Date",
                "Reply-To",
                "List-Id",
                "References",
                "Content-type",
                "resent-to");
        Arbitrary<String> value = Arbitraries.of(
                        "a",
                        "Zebra",
                        "<",
                        ">",
                        "=?utf-8?q?=C3=A4?=",
                        ";",
                        ":",
                        "b=",
                        " ",
                        "  ",
                        "\t",
                        "\r\n ",
                        "\r\n\t",
                        "\"")
                .list()
                .ofMaxSize(12)
                .map((List<String> parts) -> String.join("", parts).replaceAll("\r\n[ \t]+(?=\r\n|$)", " "));
        return name.flatMap(one -> value.map(other -> one + ":" + other + "\r\n"))
                .list()
                .ofMaxSize(8)
                .map((List<String> fields) -> fields.stream().collect(Collectors.joining()));
    }

    @Provide
    Arbitrary<String> bodies() {
        return Arbitraries.of("a", "Zebra", ".", "\u00e4", " ", "  ", "\t", " \t", "\r\n", "\r\n\r\n", "\r\n.", " \r\n")
                .list()
                .ofMaxSize(30)
                .map((List<String> parts) -> String.join("", parts))
                .map(text -> text.endsWith("\r\n") ? text : text + "\r\n")
                .filter(text -> !text.isBlank()); // see JamesVerifier
    }
}
