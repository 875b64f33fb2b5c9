package io.vouchpost.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;

/** However the octets are cut, the lines are those that a plain search finds. */
class FramerFuzzTest {

    @FuzzTest(maxDuration = "10s")
    void cutsWhereTheLinesEnd(FuzzedDataProvider data) {
        int step = data.consumeInt(1, 16);
        int limit = data.consumeInt(2, 64);
        byte[] wire = data.consumeRemainingAsBytes();
        assertThat(Frames.of(wire, step, limit)).isEqualTo(plainly(new String(wire, ISO_8859_1), limit));
    }

    private static List<String> plainly(String wire, int limit) {
        var frames = new ArrayList<String>();
        int start = 0;
        for (int end = wire.indexOf('\n'); end >= 0; end = wire.indexOf('\n', start)) {
            String line = wire.substring(start, end + 1);
            start = end + 1;
            frames.add(
                    line.length() > limit
                            ? "overlong"
                            : line.endsWith("\r\n")
                                    ? line.substring(0, line.length() - 2) + " CRLF"
                                    : line.substring(0, line.length() - 1) + " LF");
        }
        return frames;
    }
}
