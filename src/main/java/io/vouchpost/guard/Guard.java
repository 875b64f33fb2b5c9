package io.vouchpost.guard;

import io.vertx.core.Future;

/** Decides who may connect and who may try a password now, and learns from what became of it. */
public interface Guard {

    /** May this address connect now? Fails never; when the database is away, by what is known here. */
    Future<Ruling> admit(Arrival arrival);

    /** May this password be tried now? */
    Future<Ruling> admit(Attempt attempt);

    /** What became of an attempt that was admitted. */
    Future<Void> record(Attempt attempt, Result result);

    /**
     * A connection.
     *
     * @param address the client's, as text without brackets or zone
     */
    record Arrival(String address) {}

    /**
     * A log-in about to be tried.
     *
     * @param authcid as the client gave it, not yet known to exist
     */
    record Attempt(String address, String authcid) {}

    /** UNDECIDED: an outage, or the right password of a disabled account, which count for nobody. */
    enum Result {
        SUCCEEDED,
        FAILED,
        UNDECIDED
    }
}
