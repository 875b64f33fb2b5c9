package io.vouchpost.probe;

import java.util.List;

/**
 * A reply (RFC 5321 §4.2), as it came.
 *
 * @param lines what stood behind the code, one character for each octet that is no UTF-8
 */
record ServerReply(int code, List<String> lines) {
    ServerReply {
        lines = List.copyOf(lines);
    }

    boolean isPositive() {
        return code >= 200 && code < 300;
    }

    boolean isTransient() {
        return code >= 400 && code < 500;
    }

    boolean isPermanent() {
        return code >= 500;
    }

    /** The first line. */
    String first() {
        return lines.isEmpty() ? "" : lines.get(0);
    }

    /** All of it, on one line. */
    @Override
    public String toString() {
        return (code + " " + String.join(" / ", lines)).strip();
    }
}
