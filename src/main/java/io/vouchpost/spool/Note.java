package io.vouchpost.spool;

import java.time.Instant;

/**
 * What happened to a recipient once: an entry in its time line.
 *
 * @param host who was asked, as host and port; empty where nobody was
 * @param reply what it said, or what we say of it; one line of printable text, with its codes
 */
public record Note(Instant at, Kind kind, String host, String reply) {

    public enum Kind {
        DELIVERED,
        REFUSED,
        DEFERRED,
        /** The connection was lost after the final dot, or the gateway died meanwhile: possibly delivered. */
        LOST,
        EXPIRED,
        HELD,
        RELEASED,
        RETRIED,
        BOUNCED,
        REMOVED
    }
}
