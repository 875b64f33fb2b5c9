package io.vouchpost.wire;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Judges what comes in the chunks of BDAT (RFC 3030): counted octets, so that there is no end to be found and nothing to be
 * undone, but the same strictness on line ends as {@link DataDecoder}, because the message may go on by DATA. A line may be
 * cut anywhere, between CR and LF too. A last line without CRLF gets one, which DATA could not leave out.
 */
public final class ChunkDecoder implements ContentDecoder {
    private enum State {
        LINE_START,
        IN_LINE,
        CR
    }

    private final Consumer<Buffer> sink;
    private State state = State.LINE_START;
    private boolean ended;
    private long size;
    private boolean leadingDots;
    private Optional<Fault> fault = Optional.empty();

    /**
     * @param sink takes the content, piece by piece, no piece empty; gets nothing after the first fault
     */
    public ChunkDecoder(Consumer<Buffer> sink) {
        this.sink = sink;
    }

    @Override
    public int decode(Buffer input) {
        ByteBuf octets = ((BufferInternal) input).getByteBuf();
        if (!octets.hasArray()) { // Vert.x reads into the heap; only a foreign buffer comes here
            return decode(Buffer.buffer(input.getBytes()));
        }
        int from = octets.arrayOffset() + octets.readerIndex();
        look(octets.array(), from, from + input.length());
        pass(input);
        return input.length();
    }

    private void look(byte[] octets, int from, int end) {
        int at = from;
        while (true) {
            if (state == State.IN_LINE) {
                at = LineInside.skip(octets, at, end);
            }
            if (at == end) {
                return;
            }
            state = after(octets[at++]);
        }
    }

    private State after(byte octet) {
        if (octet == '\n') {
            if (state == State.CR) {
                return State.LINE_START;
            }
            found(Fault.BARE_LF);
            return State.IN_LINE;
        }
        if (state == State.CR) {
            found(Fault.BARE_CR);
        }
        if (octet == '\r') {
            return State.CR;
        }
        if (octet == 0) {
            found(Fault.NUL);
        }
        leadingDots |= octet == '.' && state == State.LINE_START;
        return State.IN_LINE;
    }

    /** The last chunk has come. */
    public void end() {
        if (state == State.CR) {
            found(Fault.BARE_CR);
        } else if (state == State.IN_LINE) {
            pass(Buffer.buffer("\r\n"));
        }
        ended = true;
    }

    private void found(Fault first) {
        if (fault.isEmpty()) {
            fault = Optional.of(first);
        }
    }

    private void pass(Buffer piece) {
        size += piece.length();
        if (fault.isEmpty() && piece.length() > 0) {
            sink.accept(piece);
        }
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean hasLeadingDots() {
        return leadingDots;
    }

    @Override
    public Optional<Fault> fault() {
        return fault;
    }
}
