package io.vouchpost.spool;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Some recipients in the spool, in order.
 *
 * @param next where to go on; empty where nothing follows
 */
public record QueuePage(List<Entry> entries, Optional<QueuePlace> next) {

    public QueuePage {
        entries = List.copyOf(entries);
    }

    /**
     * A recipient of a message.
     *
     * @param sender the reverse-path without brackets; empty: the null sender
     * @param recipient the forward-path without brackets
     * @param due READY: since when; WAITING: until when; otherwise the time it happened
     * @param octets of content
     * @param last the last that happened to it
     */
    public record Entry(
            QueuePlace place,
            String account,
            String sender,
            String recipient,
            String route,
            State state,
            Instant due,
            int attempts,
            boolean possiblyDelivered,
            long octets,
            Optional<Note> last) {}
}
