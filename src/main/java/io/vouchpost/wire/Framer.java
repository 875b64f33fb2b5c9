package io.vouchpost.wire;

import io.vertx.core.buffer.Buffer;
import io.vouchpost.secret.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what comes from the client into lines, or hands it out as it is while a message flows. It is pulled: the next piece
 * is taken only when the reply to the last one is decided, which makes PIPELINING (RFC 2920) safe by construction. Holds what
 * was not taken yet; whoever feeds it watches {@link #buffered} and stops reading from the socket in time.
 */
public final class Framer {
    private static final byte LF = '\n';
    private static final byte CR = '\r';

    private @Nullable Buffer pending;
    private int start;
    private int scanned;
    private boolean discarding;

    /** What was found. */
    public sealed interface Frame {

        /**
         * A line.
         *
         * @param octets without the line end; a secret, because it may hold a password, and the caller's to wipe
         * @param ended by CR LF; false: by LF alone
         */
        record Line(Secret octets, boolean ended) implements Frame {}

        /** A line that was longer than allowed; all of it is gone. */
        record Overlong() implements Frame {}
    }

    public void append(Buffer octets) {
        if (pending == null) {
            pending = octets;
            start = 0;
            scanned = 0;
        } else {
            // only while the client talks faster than it is answered, and bounded by the pausing of the socket
            int rest = pending.length() - start;
            pending = Buffer.buffer(rest + octets.length())
                    .appendBuffer(pending, start, rest)
                    .appendBuffer(octets);
            scanned -= start;
            start = 0;
        }
    }

    /** How many octets wait here. */
    public int buffered() {
        return pending == null ? 0 : pending.length() - start;
    }

    /** Whether something of a line has come, and not its end; to be asked when there is no next line. */
    public boolean isWithinLine() {
        return discarding || buffered() > 0;
    }

    /**
     * The next line.
     *
     * @param limit in octets, line end included
     * @return null when none is complete yet
     */
    public @Nullable Frame nextLine(int limit) {
        var input = pending;
        if (input == null) {
            return null;
        }
        int lineFeed = indexOfLineFeed(input);
        if (lineFeed < 0) {
            scanned = input.length();
            if (discarding || buffered() > limit) {
                // nothing of it will be used: it need not be kept while the rest arrives
                discarding = true;
                clear();
            }
            return null;
        }
        boolean overlong = discarding || lineFeed + 1 - start > limit;
        boolean ended = lineFeed > start && input.getByte(lineFeed - 1) == CR;
        var frame = overlong
                ? new Frame.Overlong()
                : new Frame.Line(Secret.ofOctets(input.getBytes(start, ended ? lineFeed - 1 : lineFeed)), ended);
        discarding = false;
        consumeTo(input, lineFeed + 1);
        return frame;
    }

    /** All that is here, as it came; null when nothing is. */
    public @Nullable Buffer takeAll() {
        return take(Long.MAX_VALUE);
    }

    /**
     * What is here, as it came; null when nothing is.
     *
     * @param most octets of it, more than none
     */
    public @Nullable Buffer take(long most) {
        var input = pending;
        if (input == null) {
            return null;
        }
        int end = start + (int) Math.min(input.length() - start, most);
        var taken = start == 0 && end == input.length() ? input : input.slice(start, end);
        consumeTo(input, end);
        return taken;
    }

    /** Puts back what was taken by {@link #takeAll} and belongs to the next command. */
    public void giveBack(Buffer octets) {
        if (octets.length() > 0) {
            var later = takeAll();
            append(octets);
            if (later != null) {
                append(later);
            }
        }
    }

    private int indexOfLineFeed(Buffer input) {
        for (int i = Math.max(scanned, start); i < input.length(); i++) {
            if (input.getByte(i) == LF) {
                return i;
            }
        }
        return -1;
    }

    private void consumeTo(Buffer input, int next) {
        if (next == input.length()) {
            clear();
        } else {
            start = next;
            scanned = next;
        }
    }

    private void clear() {
        pending = null;
        start = 0;
        scanned = 0;
    }
}
