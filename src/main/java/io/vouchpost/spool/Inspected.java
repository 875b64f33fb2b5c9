package io.vouchpost.spool;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that the spool knows of a message, but for its content.
 *
 * @param sender the reverse-path without brackets; empty: the null sender
 * @param terms what MAIL said beyond the address, as parameters of it (RFC 1870, 3461, 6152, 6531, 8689)
 * @param octets of content
 * @param finished since when nothing is left to do, and the content is gone
 */
public record Inspected(
        String message,
        String account,
        String sender,
        List<String> terms,
        long octets,
        Instant accepted,
        Optional<Instant> finished,
        List<Recipient> recipients) {
    /** More recipients than this are not read. */
    public static final int MOST_RECIPIENTS = 1000;

    /** Earlier entries of a recipient's time line are not read. */
    public static final int MOST_NOTES = 200;

    public Inspected {
        terms = List.copyOf(terms);
        recipients = List.copyOf(recipients);
    }

    /**
     * @param path the forward-path without brackets
     * @param terms what RCPT said beyond the address, as parameters of it (RFC 3461)
     * @param due READY: since when; WAITING: until when; otherwise the time it happened
     * @param withheld HELD: whether the breaker keeps it back, and not an operator
     * @param report what the sender is still to be told
     * @param notes its time line, the oldest first
     */
    public record Recipient(
            int number,
            String path,
            List<String> terms,
            String route,
            State state,
            Instant due,
            int attempts,
            boolean possiblyDelivered,
            boolean withheld,
            Optional<Report> report,
            List<Note> notes) {

        public Recipient {
            terms = List.copyOf(terms);
            notes = List.copyOf(notes);
        }
    }
}
