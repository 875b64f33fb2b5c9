package io.vouchpost.message;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;

/**
 * The octets of a message as the client meant them: dot-stuffing undone (RFC 5321 §4.5.2), CRLF line ends only, the last
 * line ended. In memory or in a file; readable any number of times until released.
 */
public interface Content {

    /**
     * A small message of our own making. It is no input of a client, so no budget counts it.
     *
     * @param octets as they are to be sent, the last line ended; not to be changed any more
     */
    static Content of(Buffer octets) {
        return MemoryContent.of(octets);
    }

    /** In octets. */
    long size();

    /** Whether any line starts with a dot, so that it has to be stuffed again on the wire. Without, it goes as it is. */
    boolean hasLeadingDots();

    /**
     * Whether there are octets above 127, so that a next hop needs 8BITMIME (RFC 6152), or at least there may be some because
     * nobody has looked.
     */
    default boolean mayHaveEightBit() {
        return true;
    }

    /**
     * Writes all octets to the sink under its back-pressure, without ending it.
     *
     * @return completed when the last octet was written; failed when reading or writing failed
     */
    Future<Void> writeTo(WriteStream<Buffer> sink);

    /** Gives memory and file back. Called once, when nobody will read any more. */
    void release();
}
