package io.vouchpost.spool;

/** What the sender is still to be told of a recipient (RFC 3464 §2.3.3). */
public enum Report {
    FAILURE,
    DELAY,
    /** Handed to a next hop that tells nothing itself; only where NOTIFY=SUCCESS asked for it. */
    RELAYED
}
