package io.vouchpost.spool;

/** Where one recipient of a message stands. */
public enum State {
    /** May be taken now. */
    READY,
    /** May be taken when it is due. */
    WAITING,
    /** A gateway has it, until its lease ends. */
    LEASED,
    /** An operator keeps it back, or the breaker does. */
    HELD,
    /** The next hop has it. */
    DELIVERED,
    /** Given up: refused for good, too old, or sent back by an operator. */
    FAILED,
    /** An operator took it out; nobody is told. */
    REMOVED;

    /** Whether nothing will happen to it any more, but for telling the sender. */
    public boolean isFinal() {
        return this == DELIVERED || this == FAILED || this == REMOVED;
    }
}
