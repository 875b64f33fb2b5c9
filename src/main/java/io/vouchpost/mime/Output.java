package io.vouchpost.mime;

import java.util.Arrays;
import java.util.function.Consumer;

/** Gathers single octets to chunks of {@value #CHUNK}, and watches for lines which start with a dot. */
final class Output {

    private static final int CHUNK = 8 * 1024;

    private final Consumer<byte[]> taker;
    private final byte[] chunk = new byte[CHUNK];
    private int length;
    private byte last = '\n';
    private boolean leadingDots;

    /**
     * @param taker gets arrays that it may keep
     */
    Output(Consumer<byte[]> taker) {
        this.taker = taker;
    }

    void write(int octet) {
        if (length == CHUNK) {
            flush();
        }
        chunk[length++] = (byte) octet;
    }

    void write(byte[] octets, int from, int to) {
        for (int at = from; at < to; ) {
            if (length == CHUNK) {
                flush();
            }
            int count = Math.min(CHUNK - length, to - at);
            System.arraycopy(octets, at, chunk, length, count);
            length += count;
            at += count;
        }
    }

    void lineEnd() {
        write('\r');
        write('\n');
    }

    /** Gives what is gathered to the taker. */
    void flush() {
        for (int at = 0; at < length; at++) {
            leadingDots |= last == '\n' && chunk[at] == '.';
            last = chunk[at];
        }
        if (length > 0) {
            taker.accept(Arrays.copyOf(chunk, length));
            length = 0;
        }
    }

    /** Whether any line starts with a dot; asked after the last {@link #flush}. */
    boolean hasLeadingDots() {
        return leadingDots;
    }
}
