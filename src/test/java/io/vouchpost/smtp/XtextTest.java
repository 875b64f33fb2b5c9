package io.vouchpost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 3461 §4 and RFC 6533 §3. */
class XtextTest {

    @ParameterizedTest
    @CsvSource({
        "bob@example.net, bob@example.net",
        "bob+2Boffice, bob+office",
        "+41+3d, A=",
        "+C3+BC, \u00fc",
        "+, +",
        "+4, +4",
        "+zz, +zz",
        "+4z+41, +4zA",
    })
    void octetsAreDecoded(String xtext, String text) {
        assertThat(Xtext.decode(xtext)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "\\x{7528}, \u7528",
        "\\x{1F600}, \ud83d\ude00",
        "\\x{D800}, ?",
        "\\x{FFFFFF}, ?",
        "\\x{5C}x, \\x",
        "\\x{}, \\x{}"
    })
    void charactersAreDecoded(String text, String decoded) {
        assertThat(Xtext.decodeInternational(text)).isEqualTo(decoded);
    }

    @Property
    void whatIsEncodedIsAsciiAndComesBack(@ForAll String text) {
        var whole = new String(
                text.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.nio.charset.StandardCharsets.UTF_8);
        var encoded = Xtext.encodeInternational(whole);
        assertThat(encoded).matches("[!-~]*");
        assertThat(Xtext.decodeInternational(encoded)).isEqualTo(whole);
    }
}
