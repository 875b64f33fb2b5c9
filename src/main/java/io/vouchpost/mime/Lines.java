package io.vouchpost.mime;

import io.vouchpost.mime.Line.Ending;
import java.util.function.Consumer;

/**
 * Cuts octets into lines. Only CRLF ends a line. What lies in one piece is handed over without a copy; a line over
 * {@value #LONGEST} octets comes in fragments, so that never more than that is held.
 */
final class Lines {

    static final int LONGEST = 4096;

    private final Consumer<Line> reader;
    private final byte[] held = new byte[LONGEST]; // the start of a line whose end is not here yet
    private int length;
    private boolean first = true;

    Lines(Consumer<Line> reader) {
        this.reader = reader;
    }

    void take(byte[] octets) {
        int start = 0;
        for (int at = 0; at < octets.length; at++) {
            if (octets[at] == '\n' && isAfterReturn(octets, start, at)) {
                line(octets, start, at);
                start = at + 1;
            }
        }
        hold(octets, start);
    }

    /** Hands over what is left; called when all octets were given. */
    void finish() {
        if (length > 0) {
            hand(held, 0, length, Ending.END_OF_MESSAGE);
        }
    }

    private boolean isAfterReturn(byte[] octets, int start, int at) {
        return at > start ? octets[at - 1] == '\r' : length > 0 && held[length - 1] == '\r';
    }

    /** A line that ends with the LF at the index given. */
    private void line(byte[] octets, int start, int feed) {
        if (length == 0 && feed - start <= LONGEST) {
            hand(octets, start, feed - 1, Ending.CRLF);
            return;
        }
        hold(octets, start, feed);
        hand(held, 0, length - 1, Ending.CRLF);
        length = 0;
    }

    private void hold(byte[] octets, int start) {
        hold(octets, start, octets.length);
    }

    private void hold(byte[] octets, int start, int end) {
        for (int from = start; from < end; ) {
            if (length == LONGEST) {
                cut();
            }
            int count = Math.min(LONGEST - length, end - from);
            System.arraycopy(octets, from, held, length, count);
            length += count;
            from += count;
        }
    }

    /** All but a CR, whose LF may be yet to come. */
    private void cut() {
        int kept = held[length - 1] == '\r' ? 1 : 0;
        hand(held, 0, length - kept, Ending.MORE_OF_IT);
        length = kept;
        if (kept == 1) {
            held[0] = '\r';
        }
    }

    private void hand(byte[] octets, int from, int to, Ending ending) {
        reader.accept(new Line(octets, from, to, first, ending));
        first = ending == Ending.CRLF;
    }
}
