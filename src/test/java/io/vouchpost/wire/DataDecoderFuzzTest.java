package io.vouchpost.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;

/** Whatever comes in, however it is cut: no exception, and the end is where a plain search finds it. */
class DataDecoderFuzzTest {

    @FuzzTest(maxDuration = "10s")
    void endsWhereTheDataEnds(FuzzedDataProvider data) {
        int step = data.consumeInt(1, 16);
        byte[] wire = data.consumeRemainingAsBytes();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        DataDecoder decoder = new DataDecoder(piece -> content.writeBytes(piece.getBytes()));
        int consumed = 0;
        for (int from = 0; from < wire.length; from += step) {
            int to = Math.min(from + step, wire.length);
            consumed += decoder.decode(Buffer.buffer(wire).slice(from, to));
        }
        int end = ("\r\n" + new String(wire, ISO_8859_1)).indexOf("\r\n.\r\n");
        assertThat(decoder.ended()).isEqualTo(end >= 0);
        assertThat(consumed).isEqualTo(end >= 0 ? end + 3 : wire.length);
        if (end >= 0 && decoder.fault().isEmpty()) {
            assertThat(content.size()).isEqualTo(decoder.size());
            Buffer again = Buffer.buffer(DotStuffing.onTheWire(content.toByteArray()));
            ByteArrayOutputStream twice = new ByteArrayOutputStream();
            new DataDecoder(piece -> twice.writeBytes(piece.getBytes())).decode(again);
            assertThat(twice.toString(ISO_8859_1)).isEqualTo(content.toString(ISO_8859_1));
        }
    }
}
