package io.vouchpost.wire;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * Turns what a client sends as a message into the content it meant. Never throws, whatever comes in. One decoder for one
 * message, on one thread.
 */
public sealed interface ContentDecoder permits DataDecoder, ChunkDecoder {

    /** Why the message is bad. The first fault counts. */
    enum Fault {
        BARE_CR,
        BARE_LF,
        NUL
    }

    /**
     * Takes octets as they come from the network. Called again until {@link #ended()}.
     *
     * @return how many octets belong to the message: all of them, or fewer when the end stands in this buffer, and then the
     *     rest is the next command (RFC 2920)
     */
    int decode(Buffer input);

    /** Whether the end was found; octets given after it are not consumed. */
    boolean ended();

    /** Octets of content so far, those of a bad message included. */
    long size();

    /** Whether any line of the content starts with a dot. */
    boolean hasLeadingDots();

    /** Why this message is to be refused with 554 5.6.0; empty for a good one. */
    Optional<Fault> fault();
}
