package io.vouchpost.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever comes in, however it is cut: a message with CRLF line ends only, or a fault. */
class ChunkDecoderFuzzTest {

    @FuzzTest(maxDuration = "10s")
    void letsNoOtherLineEndsPass(FuzzedDataProvider data) {
        int step = data.consumeInt(1, 16);
        String content = new String(data.consumeRemainingAsBytes(), ISO_8859_1);
        var decoded = ChunkDecoderTest.chunks(content, step);
        String rest = content.replace("\r\n", "");
        boolean bad = rest.contains("\r") || rest.contains("\n") || rest.contains("\0");
        assertThat(decoded.fault().isPresent()).isEqualTo(bad);
        if (!bad) {
            boolean ended = content.isEmpty() || content.endsWith("\r\n");
            assertThat(decoded.content()).isEqualTo(ended ? content : content + "\r\n");
            assertThat(decoded.dots()).isEqualTo(("\n" + content).contains("\n."));
        }
    }
}
