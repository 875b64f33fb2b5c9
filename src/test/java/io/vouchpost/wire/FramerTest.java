package io.vouchpost.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FramerTest {
    private static final int LIMIT = 12;
    private final Framer framer = new Framer();

    @Test
    void cutsIntoLines() {
        framer.append(Buffer.buffer("one\r\ntwo\nthree\r\r\n\r\n\nfour"));
        assertThat(Frames.drain(framer, LIMIT)).containsExactly("one CRLF", "two LF", "three\r CRLF", " CRLF", " LF");
        assertThat(framer.buffered()).isEqualTo(4);
        framer.append(Buffer.buffer("\r\n"));
        assertThat(Frames.drain(framer, LIMIT)).containsExactly("four CRLF");
        assertThat(framer.buffered()).isZero();
    }

    @Test
    void theLimitCountsTheLineEnd() {
        framer.append(Buffer.buffer("1234567890\r\n12345678901\r\nx\r\n"));
        assertThat(Frames.drain(framer, LIMIT)).containsExactly("1234567890 CRLF", "overlong", "x CRLF");
    }

    @Test
    void nothingIsKeptOfAnOverlongLineHoweverLong() {
        for (int i = 0; i < 1000; i++) {
            framer.append(Buffer.buffer("x".repeat(1000)));
            assertThat(Frames.drain(framer, LIMIT)).isEmpty();
            assertThat(framer.buffered()).isZero();
        }
        framer.append(Buffer.buffer("end\r\nnext\r\n"));
        assertThat(Frames.drain(framer, LIMIT)).containsExactly("overlong", "next CRLF");
    }

    @Test
    void handsOutAllAsItCame() {
        assertThat(framer.takeAll()).isNull();
        framer.append(Buffer.buffer("DATA\r\nFrom: a\r\n\r\n.\r\n"));
        assertThat(Frames.next(framer, LIMIT)).contains("DATA CRLF");
        assertThat(framer.takeAll()).hasToString("From: a\r\n\r\n.\r\n");
        assertThat(framer.takeAll()).isNull();
        assertThat(framer.buffered()).isZero();
    }

    @Test
    void handsOutSoManyOctetsAndLinesBehindThem() {
        assertThat(framer.take(3)).isNull();
        framer.append(Buffer.buffer("BDAT 5\r\n\nabcNOOP\r\n"));
        assertThat(Frames.next(framer, LIMIT)).contains("BDAT 5 CRLF");
        assertThat(framer.take(1)).hasToString("\n");
        assertThat(framer.take(3)).hasToString("abc");
        assertThat(framer.buffered()).isEqualTo(6);
        assertThat(Frames.drain(framer, LIMIT)).containsExactly("NOOP CRLF");
        framer.append(Buffer.buffer("ab"));
        assertThat(framer.take(Long.MAX_VALUE)).hasToString("ab");
        assertThat(framer.buffered()).isZero();
    }

    @Test
    void whatIsGivenBackComesBeforeWhatCameMeanwhile() {
        framer.append(Buffer.buffer(".\r\nRSET\r\nQU"));
        var all = framer.takeAll();
        framer.append(Buffer.buffer("IT\r\n"));
        framer.giveBack(all.slice(3, all.length()));
        assertThat(Frames.drain(framer, LIMIT)).containsExactly("RSET CRLF", "QUIT CRLF");
        framer.giveBack(Buffer.buffer());
        assertThat(framer.buffered()).isZero();
    }

    /** What is given back is a part of a larger buffer: its indices start anew. */
    @Test
    void slicesAreCutLikeAnythingElse() {
        var whole = Buffer.buffer("xxxxNOOP\r\nRS");
        framer.giveBack(whole.slice(4, whole.length()));
        assertThat(Frames.drain(framer, LIMIT)).containsExactly("NOOP CRLF");
        framer.append(Buffer.buffer("ET\r\n"));
        assertThat(Frames.drain(framer, LIMIT)).containsExactly("RSET CRLF");
    }

    @Test
    void aBufferThatWasAppendedIsNotChanged() {
        var first = Buffer.buffer("one");
        framer.append(first);
        framer.append(Buffer.buffer("two\r\n"));
        assertThat(first).hasToString("one");
    }

    @Property
    void anySplitGivesTheSameFrames(
            @ForAll List<@IntRange(max = 5) Integer> octets, @ForAll @IntRange(min = 1, max = 9) int step) {
        byte[] wire = new byte[octets.size()];
        for (int i = 0; i < wire.length; i++) {
            wire[i] = (byte) "\r\nab\0\u007f".charAt(octets.get(i));
        }
        assertThat(Frames.of(wire, step, LIMIT)).isEqualTo(Frames.of(wire, Math.max(1, wire.length), LIMIT));
    }
}
