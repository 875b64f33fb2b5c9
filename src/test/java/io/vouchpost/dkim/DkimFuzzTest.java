package io.vouchpost.dkim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Any octets give a signature or none, the same under any split; and the canonical form is the one that is slow to make. */
class DkimFuzzTest {

    @TempDir
    static Path folder;

    static Signing signing;

    @BeforeAll
    static void makeKey() {
        // Ed25519 signs the same octets alike, and soon
        signing = new Signing(KeyFiles.keyring(new KeyFiles(folder).ed25519("example.org", "s")));
    }

    @FuzzTest(maxDuration = "10s")
    void hashesAnyBody(FuzzedDataProvider data) {
        int first = data.consumeInt(0, 64);
        int second = data.consumeInt(0, 64);
        byte[] body = data.consumeRemainingAsBytes();
        int one = Math.min(first, body.length);
        int two = Math.min(one + second, body.length);
        RelaxedBody streaming = new RelaxedBody(SigningKey.sha256());
        streaming.add(body, 0, one);
        streaming.add(body, one, two);
        streaming.add(body, two, body.length);
        byte[] expected = SigningKey.sha256().digest(canonical(new String(body, ISO_8859_1)));
        assertThat(streaming.finish()).isEqualTo(expected);
    }

    /** RFC 6376 §3.4.4, word for word. */
    private static byte[] canonical(String body) {
        String lines = Arrays.stream(body.split("\r\n", -1))
                .map(line -> line.replaceAll("[ \t]+", " ").replaceAll(" \\z", ""))
                .collect(Collectors.joining("\r\n"));
        while (lines.endsWith("\r\n")) {
            lines = lines.substring(0, lines.length() - 2);
        }
        return (lines.isEmpty() ? "" : lines + "\r\n").getBytes(ISO_8859_1);
    }

    @FuzzTest(maxDuration = "10s")
    void signsAnything(FuzzedDataProvider data) {
        int cut = data.consumeInt(0, 300);
        byte[] content = data.consumeRemainingAsBytes();
        String signatures = signing.signatures(Signing.TRACE, content);
        assertThat(signing.signatures(Signing.TRACE, content, Math.min(cut, content.length)))
                .isEqualTo(signatures);
        assertThat(signatures).matches("(DKIM-Signature: [ -~]+(\r\n [ -~]+)*\r\n)?");
    }
}
