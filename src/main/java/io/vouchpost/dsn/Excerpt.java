package io.vouchpost.dsn;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vouchpost.message.Submission;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * What comes back of a message: its header section, or all of it, with our trace fields in front.
 *
 * @param octets lines ended by CRLF
 * @param whole whether the body is in it
 */
record Excerpt(Buffer octets, boolean whole) {
    /** Octets of header that come back at most; what is longer is cut off at the end of a line. */
    private static final int MOST_HEADER = 64 * 1024;

    /** RFC 5322 §2.1.1. */
    private static final int LONGEST_LINE = 998;

    private static final byte[] EMPTY_LINE = {'\r', '\n', '\r', '\n'};

    /** Reads no more of the content than is needed. */
    static Future<Excerpt> header(Submission original) {
        var opening = new Opening(MOST_HEADER, true);
        return opening.of(original.content())
                .map(read -> new Excerpt(trace(original).appendBuffer(headerOf(read)), false));
    }

    /** The size of the content is to be seen to before. */
    static Future<Excerpt> whole(Submission original) {
        var opening = new Opening(Math.toIntExact(original.content().size()), false);
        return opening.of(original.content())
                .map(read -> new Excerpt(trace(original).appendBuffer(read), true))
                .map(excerpt -> excerpt.isFitForLines() ? excerpt : excerpt.withoutBody());
    }

    private static Buffer trace(Submission original) {
        return Buffer.buffer(original.trace());
    }

    /** RFC 6152 and RFC 2045 §2.8 know no longer lines, and there is no encoding for message/rfc822. */
    private Excerpt withoutBody() {
        return new Excerpt(headerOf(octets), false);
    }

    /** Up to the empty line; without one, up to the last line that is complete. */
    static Buffer headerOf(Buffer content) {
        if (content.length() >= 2 && content.getByte(0) == '\r' && content.getByte(1) == '\n') {
            return Buffer.buffer();
        }
        int end = Opening.indexOf(content, EMPTY_LINE, 0);
        int length = Math.min(end < 0 ? content.length() : end + 2, MOST_HEADER);
        while (length > 0 && content.getByte(length - 1) != '\n') {
            length--;
        }
        return content.slice(0, length);
    }

    boolean isAscii() {
        for (int at = 0; at < octets.length(); at++) {
            if (octets.getByte(at) < 0) {
                return false;
            }
        }
        return true;
    }

    boolean isUtf8() {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(octets.getBytes()));
            return true;
        } catch (CharacterCodingException other) {
            return false;
        }
    }

    /** Whether all of it can go as lines of text: none too long, and no NUL. */
    boolean isFitForLines() {
        int length = 0;
        for (int at = 0; at < octets.length(); at++) {
            byte octet = octets.getByte(at);
            length = octet == '\n' ? 0 : length + 1;
            if (octet == 0 || length > LONGEST_LINE + 1) { // its CR is counted
                return false;
            }
        }
        return true;
    }
}
