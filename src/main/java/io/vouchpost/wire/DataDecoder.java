package io.vouchpost.wire;

import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/**
 * Turns what follows DATA into the content the client meant: finds the end, undoes dot-stuffing (RFC 5321 §4.1.1.4,
 * §4.5.2), and judges the line ends.
 *
 * <p>Strict, because servers that disagree on where a message ends let one message smuggle in another: the end is
 * {@code <CRLF>.<CRLF>} (or {@code .<CRLF>} as the very first line) and nothing else. A CR or LF that stands alone, and a
 * NUL, make the message bad; it is then read to its true end and dropped, so that what follows is still read as commands.
 * NUL is not allowed by 8BITMIME (RFC 6152 §3 with RFC 2045 §2.8, BINARYMIME is not offered), and programs written in C
 * see a different message behind it.
 *
 * <p>Lines over 1,000 octets pass: RFC 5321 §4.5.3.1.6 forbids sending them, yet devices and scripts do, mail servers
 * have long accepted them, and cutting them would break the bytes of a signed message. Total size is the caller's to
 * bound: see {@link #size()}.
 *
 * <p>Content comes out as slices of the buffers that came in, never copied, and never with octets held back from one
 * buffer to the next.
 */
public final class DataDecoder extends ContentDecoder {
    private enum State {
        LINE_START,
        IN_LINE,
        CR,
        DOT,
        DOT_CR,
        ENDED
    }

    private State state = State.LINE_START;

    /**
     * @param sink takes the content, piece by piece, no piece empty; gets nothing after the first fault
     */
    public DataDecoder(Consumer<Buffer> sink) {
        super(sink);
    }

    @Override
    int decode(Buffer input, byte[] octets, int origin, int length) {
        int end = origin + length;
        int start = origin; // of the piece not yet passed on
        int at = origin;
        while (at < end && state != State.ENDED) {
            if (state == State.IN_LINE) {
                at = LineInside.skip(octets, at, end);
                if (at == end) {
                    break;
                }
            }
            byte octet = octets[at];
            boolean transparent = state == State.LINE_START && octet == '.';
            if (transparent) {
                pass(input, start - origin, at - origin);
            }
            state = after(octet);
            at++;
            if (transparent || state == State.DOT_CR || state == State.ENDED) {
                start = at; // a dot that is no content, and the CRLF behind a lone one
            }
        }
        pass(input, start - origin, at - origin);
        return at - origin;
    }

    private State after(byte octet) {
        if (octet == '\n') {
            return afterLineFeed();
        }
        if (state == State.CR || state == State.DOT_CR) {
            found(Fault.BARE_CR);
        }
        if (octet == '\r') {
            return state == State.DOT ? State.DOT_CR : State.CR;
        }
        if (octet == 0) {
            found(Fault.NUL);
        }
        if (octet == '.') {
            if (state == State.DOT) {
                foundLeadingDot();
            }
            return state == State.LINE_START ? State.DOT : State.IN_LINE;
        }
        return State.IN_LINE;
    }

    private State afterLineFeed() {
        return switch (state) {
            case CR -> State.LINE_START;
            case DOT_CR -> State.ENDED;
            default -> {
                found(Fault.BARE_LF);
                yield State.IN_LINE; // and no line start: LF "." CRLF is not the end
            }
        };
    }

    @Override
    public boolean ended() {
        return state == State.ENDED;
    }
}
