package io.vouchpost.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.buffer.Buffer;

/** Replies from octets that nobody chose. */
class ReplyReaderFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void nothingThatComesInMakesItFailOrGrow(byte[] octets) {
        var reader = new ReplyReader();
        for (var reply : reader.read(Buffer.buffer(octets))) {
            assertThat(reply.code()).isBetween(200, 599);
            assertThat(reply.lines()).hasSizeBetween(1, ReplyReader.MOST_LINES);
            assertThat(reply.text()).hasSizeLessThanOrEqualTo(400).matches("[ -~]*");
            assertThat(reply.enhanced()).matches("[245]\\.\\d{1,3}\\.\\d{1,3}|3\\.0\\.0");
        }
    }
}
