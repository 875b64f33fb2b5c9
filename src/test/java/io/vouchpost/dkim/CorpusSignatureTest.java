package io.vouchpost.dkim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.message.Corpus;
import io.vouchpost.message.CorpusMessage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Apache James says to our signatures under messages of all kinds. */
class CorpusSignatureTest {

    /** Nobody can tell what the fields of this one are. */
    private static final List<String> UNSIGNED = List.of("header-malformed-line");

    @TempDir
    static Path folder;

    static Signing signing;
    static JamesVerifier james;

    @BeforeAll
    static void makeKeys() {
        KeyFiles files = new KeyFiles(folder);
        Keyring keyring =
                KeyFiles.keyring(files.rsa("example.org", "small", 1024), files.rsa("example.org", "usual", 2048));
        signing = new Signing(keyring);
        james = new JamesVerifier(keyring);
    }

    static List<CorpusMessage> messages() {
        return Corpus.all().stream()
                .filter(message -> !UNSIGNED.contains(message.name()) && JamesVerifier.judges(message.octets()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void bothSignaturesVerify(CorpusMessage message) {
        assertThat(james.verified(signing.signed(message.octets()))).containsExactlyInAnyOrder("small", "usual");
    }

    @ParameterizedTest
    @MethodSource("messages")
    void noneVerifiesOnceTheBodyHasAnotherLine(CorpusMessage message) {
        byte[] signed = signing.signed(message.octets());
        String longer = new String(signed, ISO_8859_1) + "And more.\r\n";
        assertThat(james.verified(longer.getBytes(ISO_8859_1))).isEmpty();
    }

    @Test
    void linesAreShort() {
        for (CorpusMessage message : Corpus.all()) {
            assertThat(signing.signatures(Signing.TRACE, message.octets()).lines())
                    .as(message.name())
                    .allMatch(line -> line.length() <= 78);
        }
    }

    @Test
    void theRestIsSignedOnlyWhereItsFieldsAreClear() {
        for (CorpusMessage message : Corpus.all()) {
            assertThat(signing.signatures(Signing.TRACE, message.octets()).isEmpty())
                    .as(message.name())
                    .isEqualTo(UNSIGNED.contains(message.name()));
        }
    }
}
