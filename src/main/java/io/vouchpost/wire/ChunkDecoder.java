package io.vouchpost.wire;

import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/**
 * Judges what comes in the chunks of BDAT (RFC 3030): counted octets, so that there is no end to be found and nothing to be
 * undone, but the same strictness on line ends as {@link DataDecoder}, because the message may go on by DATA. A line may be
 * cut anywhere, between CR and LF too. A last line without CRLF gets one, which DATA could not leave out.
 */
public final class ChunkDecoder extends ContentDecoder {
    private enum State {
        LINE_START,
        IN_LINE,
        CR
    }

    private State state = State.LINE_START;
    private boolean ended;

    /**
     * @param sink takes the content, piece by piece, no piece empty; gets nothing after the first fault
     */
    public ChunkDecoder(Consumer<Buffer> sink) {
        super(sink);
    }

    @Override
    int decode(Buffer input, byte[] octets, int origin, int length) {
        look(octets, origin, origin + length);
        pass(input, 0, length);
        return length;
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
        if (octet == '.' && state == State.LINE_START) {
            foundLeadingDot();
        }
        return State.IN_LINE;
    }

    /** The last chunk has come. */
    public void end() {
        if (state == State.CR) {
            found(Fault.BARE_CR);
        } else if (state == State.IN_LINE) {
            var lineEnd = Buffer.buffer("\r\n");
            pass(lineEnd, 0, lineEnd.length());
        }
        ended = true;
    }

    @Override
    public boolean ended() {
        return ended;
    }
}
