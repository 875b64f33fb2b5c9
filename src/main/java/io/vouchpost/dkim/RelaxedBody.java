package io.vouchpost.dkim;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The "relaxed" canonical form of a body (RFC 6376 §3.4.4), hashed while the octets stream by: white space at the end of a
 * line is left out, other white space becomes one space, empty lines at the end are left out. Lines end in CRLF; a bare CR
 * or LF is an octet like others.
 *
 * <p>Whatever stands there as it is in the canonical form goes to the digest in one piece, without a copy: for base64 that
 * is everything.
 */
final class RelaxedBody {
    private static final int LINES_AT_ONCE = 2048;
    private static final byte[] LINES = emptyLines();

    private final MessageDigest digest;
    private boolean space; // white space that is not hashed yet, since it may end a line
    private boolean carriageReturn; // the last octet, which may begin a line end
    private long lineEnds; // not hashed yet, since only empty lines may follow
    private boolean empty = true;

    RelaxedBody(MessageDigest digest) {
        this.digest = digest;
    }

    /**
     * Takes the next octets of the body.
     *
     * @param to behind the last of them
     */
    void add(byte[] octets, int from, int to) {
        int at = from;
        while (at < to) {
            byte octet = octets[at];
            if (carriageReturn) {
                carriageReturn = false;
                if (octet == '\n') {
                    space = false;
                    lineEnds++;
                    at++;
                } else {
                    hash(new byte[] {'\r'}, 0, 1);
                }
            } else if (octet == '\r') {
                carriageReturn = true;
                at++;
            } else if (isSpace(octet)) {
                space = true;
                at++;
            } else {
                int end = endOfPlain(octets, at + 1, to);
                hash(octets, at, end);
                at = end;
            }
        }
    }

    /** The hash of all that was given. */
    byte[] finish() {
        if (carriageReturn) {
            hash(new byte[] {'\r'}, 0, 1);
        }
        if (!empty) {
            digest.update(LINES, 0, 2); // the end of the last line, there or not
        }
        return digest.digest();
    }

    /** How far the octets are the same in the canonical form. */
    private static int endOfPlain(byte[] octets, int from, int to) {
        int at = from;
        while (at < to) {
            byte octet = octets[at];
            if (isInk(octet)) {
                at++;
            } else if (octet == ' ' && at + 1 < to && isInk(octets[at + 1])) {
                at += 2;
            } else if (octet == '\r' && at + 2 < to && octets[at + 1] == '\n' && isInk(octets[at + 2])) {
                at += 3;
            } else {
                return at;
            }
        }
        return at;
    }

    private void hash(byte[] octets, int from, int to) {
        for (; lineEnds > 0; lineEnds -= Math.min(lineEnds, LINES_AT_ONCE)) {
            digest.update(LINES, 0, 2 * (int) Math.min(lineEnds, LINES_AT_ONCE));
        }
        if (space) {
            digest.update((byte) ' ');
            space = false;
        }
        digest.update(octets, from, to - from);
        empty = false;
    }

    private static boolean isInk(byte octet) {
        return octet > ' ' || (!isSpace(octet) && octet != '\r'); // most are settled by the first
    }

    private static boolean isSpace(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    private static byte[] emptyLines() {
        byte[] lines = new byte[2 * LINES_AT_ONCE];
        Arrays.fill(lines, (byte) '\n');
        for (int at = 0; at < lines.length; at += 2) {
            lines[at] = '\r';
        }
        return lines;
    }
}
