package io.vouchpost.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vouchpost.wire.ContentDecoder.Fault;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes in chunks is judged as what comes behind DATA, wherever it is cut. */
class ChunkDecoderTest {

    /** What came out of one run. */
    record Decoded(String content, long size, boolean dots, Optional<Fault> fault) {}

    static Decoded chunks(String content, int step) {
        var out = new ByteArrayOutputStream();
        var decoder = new ChunkDecoder(piece -> {
            assertThat(piece.length()).isPositive();
            out.writeBytes(piece.getBytes());
        });
        for (int from = 0; from < content.length(); from += step) {
            String piece = content.substring(from, Math.min(content.length(), from + step));
            var larger = Buffer.buffer(("x" + piece + "\r\n").getBytes(ISO_8859_1));
            assertThat(decoder.decode(larger.slice(1, 1 + piece.length()))).isEqualTo(piece.length());
            assertThat(decoder.ended()).isFalse();
        }
        decoder.end();
        assertThat(decoder.ended()).isTrue();
        return new Decoded(out.toString(ISO_8859_1), decoder.size(), decoder.hasLeadingDots(), decoder.fault());
    }

    private static Decoded data(String content) {
        var out = new ByteArrayOutputStream();
        var decoder = new DataDecoder(piece -> out.writeBytes(piece.getBytes()));
        boolean unended = !content.isEmpty() && !content.endsWith("\r\n");
        String whole = content + (unended ? "\r\n" : "");
        decoder.decode(Buffer.buffer(DotStuffing.onTheWire(whole.getBytes(ISO_8859_1))));
        return new Decoded(out.toString(ISO_8859_1), decoder.size(), decoder.hasLeadingDots(), decoder.fault());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "good",
            value = {
                "'', good, false",
                "a, good, false",
                "a\\r\\n, good, false",
                ".\\r\\n, good, true",
                "a\\r\\n.b, good, true",
                "a.b\\r\\n, good, false",
                "\\r\\n\\r\\n, good, false",
                "\\r, BARE_CR, false",
                "a\\r, BARE_CR, false",
                "a\\rb, BARE_CR, false",
                "a\\r\\r\\n, BARE_CR, false",
                "\\n, BARE_LF, false",
                "a\\nb\\r, BARE_LF, false",
                "a\\r\\n\\n, BARE_LF, false",
                "a\\0, NUL, false",
                "\\0a, NUL, false",
            })
    void eachIsJudged(String escaped, Fault fault, boolean dots) {
        String content = escaped.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
        for (int step = 1; step < 5; step++) {
            var decoded = chunks(content, step);
            assertThat(decoded.fault()).isEqualTo(Optional.ofNullable(fault));
            assertThat(decoded.dots()).isEqualTo(dots);
        }
    }

    @Property(tries = 5000)
    void anySplitGivesWhatDataGives(@ForAll("contents") String content, @ForAll @IntRange(min = 1, max = 40) int step) {
        var decoded = chunks(content, step);
        var expected = data(content);
        assertThat(decoded.fault().isPresent()).isEqualTo(expected.fault().isPresent());
        if (expected.fault().isEmpty()) {
            assertThat(decoded).isEqualTo(expected);
        }
    }

    @Provide
    Arbitrary<String> contents() {
        return Arbitraries.of("\r\n", "\r\n", "\r\n.", "a", ".", "some words ", "\t", "\u00e4", "\r", "\n", "\0")
                .list()
                .ofMaxSize(20)
                .map((List<String> parts) -> String.join("", parts));
    }
}
