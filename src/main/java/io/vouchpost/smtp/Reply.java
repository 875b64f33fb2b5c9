package io.vouchpost.smtp;

import java.util.List;

/**
 * What the server says (RFC 5321 §4.2).
 *
 * @param status reply code and enhanced status code
 * @param lines one or more lines of text, without the codes
 */
public record Reply(StatusCode status, List<String> lines) {

    public Reply {
        lines = List.copyOf(lines);
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("a reply has at least one line");
        }
    }

    public static Reply of(int basic, String enhanced, String... lines) {
        return new Reply(new StatusCode(basic, enhanced), List.of(lines));
    }

    public int code() {
        return status.basic();
    }

    public boolean isPositive() {
        return status.basic() < 400;
    }

    /** Whether the same may work later (RFC 5321 §4.2.1). */
    public boolean isTransient() {
        return status.basic() / 100 == 4;
    }

    /** The text on one line, for logs and for passing on. */
    public String text() {
        return String.join(" ", lines);
    }

    /** As one line: what an operator would read in a log. */
    @Override
    public String toString() {
        return status + " " + text();
    }
}
