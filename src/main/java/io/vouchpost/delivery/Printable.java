package io.vouchpost.delivery;

/** Text from outside made fit for a reply line or a log line. */
final class Printable {
    private Printable() {}

    /**
     * ASCII only, because a client that did not ask for SMTPUTF8 may not be told anything else (RFC 6531 §3.7.4.1); control
     * characters become spaces, so that no line of text can end our reply and begin another.
     */
    static String of(String text, int limit) {
        var printable = new StringBuilder();
        text.chars()
                .limit(limit)
                .forEach(c -> printable.append(c < ' ' || c == 0x7f ? ' ' : c > 0x7f ? '?' : (char) c));
        return printable.toString().strip();
    }
}
