package io.vouchpost.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is built of the pieces that make headers strange, it is read, and nobody hides. */
class HeaderSectionPropertyTest {

    private static final String[] PIECES = {
        "From",
        "Sender",
        "from ",
        ":",
        ": ",
        "\r\n",
        "\r\n ",
        "\r\n\t",
        "\r\n\r\n",
        "<",
        ">",
        "\"",
        "(",
        ")",
        "\\",
        ",",
        ";",
        "@",
        "alice@example.org",
        "mallory@example.net",
        "<alice@example.org>",
        "=?utf-8?q?=40?=",
        "[",
        "]",
        " ",
        ".",
        "\u00e4",
        "\u202e",
        "\0",
        "x"
    };

    @Property
    void anyHeaderIsRead(@ForAll("strange") String header) {
        HeaderSection section = new HeaderSection(1000, "submit.example.org");
        section.add(Buffer.buffer("From: alice@example.org\r\n" + header));
        assertThat(section.finish()).isInstanceOf(Header.class);
    }

    @Property(tries = 5000)
    void anAddressInTheFieldIsAnAuthorOrADoubt(@ForAll("strange") String before, @ForAll("strange") String after) {
        String body = (before + " mallory@example.net " + after).replace("\r\n", "");
        AddressField field = AddressField.read(body.getBytes(UTF_8));
        boolean found =
                field.mailboxes().stream().anyMatch(mailbox -> mailbox.domain().startsWith("example.net"));
        boolean quoted = body.contains("\"");
        assertThat(found || field.doubt().isPresent() || quoted)
                .as("%s read as %s", body, field)
                .isTrue();
    }

    @Provide
    Arbitrary<String> strange() {
        return Arbitraries.of(PIECES).list().ofMaxSize(12).map((List<String> parts) -> String.join("", parts));
    }
}
