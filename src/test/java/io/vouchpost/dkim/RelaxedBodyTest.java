package io.vouchpost.dkim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The canonical form of bodies, by the examples of the standards and by the rules of RFC 6376 §3.4.4 one by one. */
class RelaxedBodyTest {

    static byte[] hash(String... pieces) {
        RelaxedBody body = new RelaxedBody(SigningKey.sha256());
        for (String piece : pieces) {
            byte[] octets = ("??" + piece + "?").getBytes(ISO_8859_1);
            body.add(octets, 2, octets.length - 1);
        }
        return body.finish();
    }

    private static byte[] sha256(String octets) {
        return SigningKey.sha256().digest(octets.getBytes(ISO_8859_1));
    }

    private static String plain(String written) {
        return written.replace("_", " ")
                .replace("\\t", "\t")
                .replace("\\r", "\r")
                .replace("\\n", "\n");
    }

    @Test
    void hashesTheExampleOfRfc8463() {
        byte[] hash = hash("Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n");
        assertThat(Base64.getEncoder().encodeToString(hash)).isEqualTo("2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=");
    }

    @ParameterizedTest
    @CsvSource({
        // RFC 6376 §3.4.5
        "_C_\\r\\nD_\\t_E\\r\\n\\r\\n\\r\\n, _C\\r\\nD_E\\r\\n",
        "'', ''",
        "\\r\\n, ''",
        "\\r\\n\\r\\n\\r\\n, ''",
        "_\\t_\\r\\n_\\r\\n, ''",
        "a, a\\r\\n",
        "a\\r\\n, a\\r\\n",
        "a_\\t, a\\r\\n",
        "a\\r\\n_, a\\r\\n",
        "a\\r\\n\\t\\r\\n__\\r\\nb\\r\\n_\\r\\n, a\\r\\n\\r\\n\\r\\nb\\r\\n",
        "\\r\\n\\r\\na\\r\\n, \\r\\n\\r\\na\\r\\n",
        "\\ta\\tb__c_\\t_d\\t\\r\\n, _a_b_c_d\\r\\n",
        "..\\r\\n.a\\r\\n, ..\\r\\n.a\\r\\n",
        // no line ends
        "a\\rb\\nc\\r\\r\\n\\r, a\\rb\\nc\\r\\r\\n\\r\\r\\n",
        "a_\\r, a_\\r\\r\\n",
    })
    void leavesOutWhiteSpaceAndEmptyLinesAtTheEnd(String body, String canonical) {
        String written = plain(body);
        byte[] expected = sha256(plain(canonical));
        assertThat(hash(written)).isEqualTo(expected);
        assertThat(hash(written.split("(?s)(?<=.)", -1))).as("octet by octet").isEqualTo(expected);
    }

    @Test
    void manyEmptyLinesInTheMiddleStay() {
        String lines = "\r\n".repeat(10_001);
        assertThat(hash("a" + lines + " \t" + lines + "b" + lines)).isEqualTo(sha256("a" + lines + lines + "b\r\n"));
    }
}
