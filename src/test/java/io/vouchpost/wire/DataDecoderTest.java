package io.vouchpost.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vouchpost.wire.ContentDecoder.Fault;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The decoder gives back what was meant, under any split, and ends only where the data ends. */
class DataDecoderTest {

    private static final String NEXT = "QUIT\r\n";

    /** What came out of one run. */
    private record Decoded(
            String content, int consumed, boolean ended, long size, boolean dots, Optional<Fault> fault) {}

    private static Decoded decode(byte[]... pieces) {
        return decode(Stream.of(pieces).map(Buffer::buffer).toList());
    }

    private static Decoded decode(List<Buffer> pieces) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        DataDecoder decoder = new DataDecoder(piece -> {
            assertThat(piece.length()).isPositive();
            content.writeBytes(piece.getBytes());
        });
        int consumed = 0;
        for (Buffer piece : pieces) {
            consumed += decoder.decode(piece);
        }
        return new Decoded(
                content.toString(ISO_8859_1),
                consumed,
                decoder.ended(),
                decoder.size(),
                decoder.hasLeadingDots(),
                decoder.fault());
    }

    private static Decoded decode(String wire) {
        return decode(wire.getBytes(ISO_8859_1));
    }

    private static byte[][] bytewise(byte[] octets) {
        byte[][] each = new byte[octets.length][];
        for (int i = 0; i < octets.length; i++) {
            each[i] = new byte[] {octets[i]};
        }
        return each;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n",
                "\r\n\r\n",
                ".\r\n",
                "..\r\n",
                "...\r\n.\r\n",
                "a\r\n",
                ".a\r\n",
                "a.\r\n",
                "a\r\n.\r\nb\r\n",
                "Subject: x\r\n\r\n.leading\r\n..two\r\nlong enough to be skipped by eights, with a\ttab.\r\n",
                "\u00e4\u00ff\u0080 eight-bit octets are no line ends \u008d\u008a\r\n"
            })
    void everySplitGivesTheSameContent(String content) {
        byte[] wire = (new String(DotStuffing.onTheWire(content.getBytes(ISO_8859_1)), ISO_8859_1) + NEXT)
                .getBytes(ISO_8859_1);
        Decoded whole = decode(wire);
        assertThat(whole.content()).isEqualTo(content);
        assertThat(whole.consumed()).isEqualTo(wire.length - NEXT.length());
        assertThat(whole.ended()).isTrue();
        assertThat(whole.size()).isEqualTo(content.length());
        assertThat(whole.dots()).isEqualTo(content.startsWith(".") || content.contains("\r\n."));
        assertThat(whole.fault()).isEmpty();
        assertThat(decode(bytewise(wire))).isEqualTo(whole);
        for (int cut = 0; cut <= wire.length; cut++) {
            Buffer all = Buffer.buffer(wire);
            assertThat(decode(List.of(all.slice(0, cut), all.slice(cut, wire.length))))
                    .as("cut at %d", cut)
                    .isEqualTo(whole);
        }
    }

    @Property
    void decodingUndoesStuffing(@ForAll("content") byte[] content, @ForAll("cuts") List<Integer> cuts) {
        byte[] wire = DotStuffing.onTheWire(content);
        List<Buffer> pieces = new ArrayList<>();
        Buffer all = Buffer.buffer(wire);
        int from = 0;
        for (int cut : cuts) {
            int to = Math.min(from + cut, wire.length);
            pieces.add(all.slice(from, to));
            from = to;
        }
        pieces.add(all.slice(from, wire.length));
        Decoded decoded = decode(pieces);
        assertThat(decoded.content()).isEqualTo(new String(content, ISO_8859_1));
        assertThat(decoded.ended()).isTrue();
        assertThat(decoded.consumed()).isEqualTo(wire.length);
        assertThat(decoded.fault()).isEmpty();
    }

    @Provide
    Arbitrary<byte[]> content() {
        Arbitrary<Character> octet = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(3, Arbitraries.just('.')),
                net.jqwik.api.Tuple.of(1, Arbitraries.just('\t')),
                net.jqwik.api.Tuple.of(
                        6, Arbitraries.chars().range('\u0001', '\u00ff').filter(c -> c != '\r' && c != '\n')));
        return octet.list()
                .ofMaxSize(24)
                .map(DataDecoderTest::line)
                .list()
                .ofMaxSize(12)
                .map(lines -> String.join("", lines).getBytes(ISO_8859_1));
    }

    private static String line(List<Character> characters) {
        StringBuilder line = new StringBuilder();
        characters.forEach(line::append);
        return line.append("\r\n").toString();
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.integers().between(0, 9).list().ofMaxSize(40);
    }

    /** The six of the SMTP smuggling disclosure, and their relatives. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n.\n",
                "\n.\r\n",
                "\r\n.\n",
                "\r.\r",
                "\r.\r\n",
                "\r\n.\r",
                "\n\n.\r\n",
                "\r\r\n.\r",
                "\r\n.\r\r",
                "\r\n.\0\r\n",
                "\n.\r",
                "\r.\n",
                "\r\n.\u0085"
            })
    void smugglingVariantsNeverEndTheData(String end) {
        String smuggled = "MAIL FROM:<mallory@example.net>\r\n";
        String wire = "Subject: x\r\n\r\nbody" + end + smuggled;
        Decoded decoded = decode(wire);
        assertThat(decoded.ended()).isFalse();
        assertThat(decoded.consumed()).isEqualTo(wire.length());
        Decoded closed = decode(wire + ".\r\n" + NEXT);
        assertThat(closed.ended()).isTrue();
        assertThat(closed.consumed()).isEqualTo(wire.length() + 3);
        assertThat(closed.fault().isPresent()).isEqualTo(!end.equals("\r\n.\u0085"));
        assertThat(decode(bytewise((wire + ".\r\n" + NEXT).getBytes(ISO_8859_1)))
                        .consumed())
                .isEqualTo(wire.length() + 3);
    }

    @ParameterizedTest
    @CsvSource({
        "'a\\nb\\r\\n', BARE_LF",
        "'a\\rb\\r\\n', BARE_CR",
        "'\\n', BARE_LF",
        "'\\r\\r\\n', BARE_CR",
        "'a\\r\\r\\n', BARE_CR",
        "'.\\n', BARE_LF",
        "'.\\rx\\r\\n', BARE_CR",
        "'a\\0b\\r\\n', NUL",
        "'a\\r\\0\\r\\n', BARE_CR",
        "'a\\0\\n\\r\\n', NUL",
        "'a long line that is skipped by eights\\0b\\r\\n', NUL"
    })
    void badOctetsAreNamedAndTheDecoderStaysInStep(String escaped, Fault fault) {
        String bad = escaped.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
        String wire = bad + "dropped\r\n.\r\n" + NEXT;
        Decoded decoded = decode(wire);
        assertThat(decoded.fault()).contains(fault);
        assertThat(decoded.ended()).isTrue();
        assertThat(decoded.consumed()).isEqualTo(wire.length() - NEXT.length());
        assertThat(decoded.content()).doesNotContain("dropped");
        Decoded bytewise = decode(bytewise(wire.getBytes(ISO_8859_1)));
        assertThat(bytewise.fault()).contains(fault);
        assertThat(bytewise.consumed()).isEqualTo(decoded.consumed());
        assertThat(bytewise.content()).doesNotContain("dropped");
    }

    @Test
    void aDotThatTheClientForgotToDoubleIsRemoved() {
        Decoded decoded = decode(".a\r\n.\r\n");
        assertThat(decoded.content()).isEqualTo("a\r\n");
        assertThat(decoded.dots()).isFalse();
    }

    @Test
    void veryLongLinesPass() {
        String line = "x".repeat(100_001) + "\r\n";
        assertThat(decode(line + ".\r\n").content()).isEqualTo(line);
    }

    @Test
    void nothingIsConsumedAfterTheEnd() {
        DataDecoder decoder = new DataDecoder(piece -> {});
        assertThat(decoder.decode(Buffer.buffer(".\r\nQUIT\r\n"))).isEqualTo(3);
        assertThat(decoder.decode(Buffer.buffer("QUIT\r\n"))).isZero();
    }

    @Test
    void contentIsNotCopied() {
        Buffer wire = Buffer.buffer("one\r\n..two\r\n.\r\n");
        List<Buffer> pieces = new ArrayList<>();
        new DataDecoder(pieces::add).decode(wire);
        wire.setString(0, "ONE");
        assertThat(pieces.get(0).toString()).isEqualTo("ONE\r\n");
        assertThat(pieces.get(1).toString()).isEqualTo(".two\r\n");
    }

    @Test
    void buffersOutsideTheHeapAreReadToo() {
        Buffer direct = BufferInternal.buffer(
                Unpooled.directBuffer().writeBytes("..off heap\r\n.\r\nQUIT".getBytes(ISO_8859_1)));
        Decoded decoded = decode(List.of(direct));
        assertThat(decoded.content()).isEqualTo(".off heap\r\n");
        assertThat(decoded.consumed()).isEqualTo(15);
    }
}
