package io.vouchpost.wire;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Turns what a client sends as a message into the content it meant. Never throws, whatever comes in. One decoder for one
 * message, on one thread.
 */
public abstract sealed class ContentDecoder permits DataDecoder, ChunkDecoder {
    private final Consumer<Buffer> sink;
    private long size;
    private boolean leadingDots;
    private Optional<Fault> fault = Optional.empty();

    /** Why the message is bad. The first fault counts. */
    public enum Fault {
        BARE_CR,
        BARE_LF,
        NUL
    }

    /**
     * @param sink takes the content, piece by piece, no piece empty; gets nothing after the first fault
     */
    ContentDecoder(Consumer<Buffer> sink) {
        this.sink = sink;
    }

    /**
     * Takes octets as they come from the network. Called again until {@link #ended()}.
     *
     * @return how many octets belong to the message: all of them, or fewer when the end stands in this buffer, and then the
     *     rest is the next command (RFC 2920)
     */
    public final int decode(Buffer input) {
        ByteBuf octets = ((BufferInternal) input).getByteBuf();
        if (!octets.hasArray()) { // Vert.x reads into the heap; only a foreign buffer comes here
            return decode(Buffer.buffer(input.getBytes()));
        }
        return decode(input, octets.array(), octets.arrayOffset() + octets.readerIndex(), input.length());
    }

    /**
     * @param octets the array behind the input, which begins there at {@code origin}
     */
    abstract int decode(Buffer input, byte[] octets, int origin, int length);

    /** Whether the end was found; octets given after it are not consumed. */
    public abstract boolean ended();

    /** Octets of content so far, those of a bad message included. */
    public final long size() {
        return size;
    }

    /** Whether any line of the content starts with a dot. */
    public final boolean hasLeadingDots() {
        return leadingDots;
    }

    /** Why this message is to be refused with 554 5.6.0; empty for a good one. */
    public final Optional<Fault> fault() {
        return fault;
    }

    final void foundLeadingDot() {
        leadingDots = true;
    }

    final void found(Fault first) {
        if (fault.isEmpty()) {
            fault = Optional.of(first);
        }
    }

    /** Content: that part of the input. */
    final void pass(Buffer input, int from, int to) {
        if (from >= to) {
            return;
        }
        size += to - from;
        if (fault.isEmpty()) {
            sink.accept(from == 0 && to == input.length() ? input : input.slice(from, to));
        }
    }
}
