package io.vouchpost.delivery;

/**
 * Told how far a message has come, between the steps where a crash would hurt most. Whoever wants to know what a crash there
 * does listens here and ends the process; the gateway itself has nobody who listens.
 */
@FunctionalInterface
public interface Waypoints {
    Waypoints UNWATCHED = waypoint -> {};

    /** Called on the event loop that the message is on. */
    void reached(Waypoint waypoint);

    enum Waypoint {
        /** The client has said its dot; the message is about to be committed to the spool. */
        BEFORE_COMMIT,
        /** It is committed; the client has not been told. */
        COMMITTED,
        /** The next hop has taken it while the client waits; the client has not been told. */
        RELAYED,
        /** Taken out of the spool; nothing was sent. */
        TAKEN,
        /** All is sent but the final dot. */
        BEFORE_DOT,
        /** The next hop has answered the final dot; that is not recorded. */
        ANSWERED,
        /** What became of it is recorded. */
        RECORDED,
        /** A notification is composed; it is not committed. */
        BEFORE_NOTIFICATION,
        NOTIFIED
    }
}
