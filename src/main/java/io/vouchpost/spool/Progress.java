package io.vouchpost.spool;

import java.time.Instant;
import java.util.Optional;

/**
 * How it goes on with a recipient.
 *
 * <p>READY is said of who could not be tried this time, HELD of whose account the breaker holds: it counts as no attempt.
 *
 * @param due READY: since when; WAITING: until when; otherwise the time it happened
 * @param note what happened; empty at the start
 */
public record Progress(State state, Instant due, Optional<Report> report, Optional<Note> note) {

    /** Nothing has been tried yet. */
    public static Progress ready(Instant now) {
        return new Progress(State.READY, now, Optional.empty(), Optional.empty());
    }
}
