package io.vouchpost.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Frames as text, to compare. */
final class Frames {
    private Frames() {}

    static Optional<String> next(Framer framer, int limit) {
        var frame = framer.nextLine(limit);
        if (frame instanceof Framer.Frame.Line line) {
            return Optional.of(new String(line.octets().octets(), ISO_8859_1) + (line.ended() ? " CRLF" : " LF"));
        }
        return frame == null ? Optional.empty() : Optional.of("overlong");
    }

    static List<String> drain(Framer framer, int limit) {
        var frames = new ArrayList<String>();
        for (var next = next(framer, limit); next.isPresent(); next = next(framer, limit)) {
            frames.add(next.get());
        }
        return frames;
    }

    /** All frames of the octets given step by step; between two steps nothing over the limit is held. */
    static List<String> of(byte[] wire, int step, int limit) {
        var framer = new Framer();
        var frames = new ArrayList<String>();
        for (int from = 0; from < wire.length; from += step) {
            framer.append(Buffer.buffer(Arrays.copyOfRange(wire, from, Math.min(from + step, wire.length))));
            frames.addAll(drain(framer, limit));
            if (framer.buffered() > limit) {
                throw new AssertionError("holds " + framer.buffered());
            }
        }
        return frames;
    }
}
