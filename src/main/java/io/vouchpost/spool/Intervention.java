package io.vouchpost.spool;

import io.vouchpost.spool.Note.Kind;
import java.util.Set;

/**
 * What an operator may do to a recipient in the spool. What a gateway is delivering just now cannot be touched: it may be
 * handed over already.
 */
public enum Intervention {
    /** Not to wait any longer. */
    RETRY(State.READY, Kind.RETRIED, "An operator had it tried again at once."),
    /** To stay where it is until it is released. */
    HOLD(State.HELD, Kind.HELD, "An operator keeps it back."),
    RELEASE(State.READY, Kind.RELEASED, "An operator let it go on."),
    /** Given up; the sender is told as of any other failure (RFC 3464). */
    BOUNCE(State.FAILED, Kind.BOUNCED, "554 5.7.1 An operator of this server has sent the message back."),
    /** Given up; nobody is told. */
    REMOVE(State.REMOVED, Kind.REMOVED, "An operator took it out; nobody is told.");

    private final State to;
    private final Kind kind;
    private final String words;

    Intervention(State to, Kind kind, String words) {
        this.to = to;
        this.kind = kind;
        this.words = words;
    }

    /** In which states it does something. */
    public Set<State> from() {
        return switch (this) {
            case RETRY -> Set.of(State.WAITING);
            case HOLD -> Set.of(State.READY, State.WAITING);
            case RELEASE -> Set.of(State.HELD);
            case BOUNCE, REMOVE -> Set.of(State.READY, State.WAITING, State.HELD);
        };
    }

    public State to() {
        return to;
    }

    Kind kind() {
        return kind;
    }

    /** For the time line; the sender reads it where the message is sent back. */
    String words() {
        return words;
    }
}
