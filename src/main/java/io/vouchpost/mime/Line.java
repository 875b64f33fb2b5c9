package io.vouchpost.mime;

import io.vouchpost.message.EightBit;

/** A line, or a fragment of one that is too long to be held whole. Valid only while it is handed over. */
final class Line {

    enum Ending {
        CRLF,
        MORE_OF_IT,
        END_OF_MESSAGE
    }

    private final byte[] octets;
    private final int from;
    private final int to;
    private final boolean first;
    private final Ending ending;

    /**
     * @param octets where it stands, among others
     * @param from its first octet
     * @param to behind its last octet; the CRLF is not counted
     * @param first whether it is the start of a line
     * @param ending what follows
     */
    Line(byte[] octets, int from, int to, boolean first, Ending ending) {
        this.octets = octets;
        this.from = from;
        this.to = to;
        this.first = first;
        this.ending = ending;
    }

    byte[] octets() {
        return octets;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    boolean first() {
        return first;
    }

    Ending ending() {
        return ending;
    }

    int length() {
        return to - from;
    }

    /** Whether this is the line in one piece. */
    boolean isWhole() {
        return first && ending != Ending.MORE_OF_IT;
    }

    boolean isBlank() {
        return first && from == to && ending == Ending.CRLF;
    }

    boolean hasEightBit() {
        return EightBit.in(octets, from, to);
    }

    boolean startsWith(byte[] start) {
        if (!first || length() < start.length) {
            return false;
        }
        for (int i = 0; i < start.length; i++) {
            if (octets[from + i] != start[i]) {
                return false;
            }
        }
        return true;
    }
}
