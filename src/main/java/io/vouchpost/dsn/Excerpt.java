package io.vouchpost.dsn;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vouchpost.message.Submission;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** What comes back of a message: its header section, or all of it, with our trace fields in front. */
final class Excerpt {
    /** Octets of header that come back at most; what is longer is cut off at the end of a line. */
    private static final int MOST_HEADER = 64 * 1024;

    /** RFC 5322 §2.1.1. */
    private static final int LONGEST_LINE = 998;

    private static final byte[] EMPTY_LINE = {'\r', '\n', '\r', '\n'};

    private final Buffer octets;
    private final boolean whole;
    private boolean ascii = true;
    private boolean fitForLines = true;

    private Excerpt(Buffer octets, boolean whole) {
        this.octets = octets;
        this.whole = whole;
        look(octets.getBytes());
    }

    /** Of what nothing may be shown. */
    static Excerpt nothing() {
        return new Excerpt(Buffer.buffer(), false);
    }

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
    private static Buffer headerOf(Buffer content) {
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

    private void look(byte[] all) {
        int length = 0;
        for (byte octet : all) {
            length = octet == '\n' ? 0 : length + 1;
            ascii &= octet >= 0;
            fitForLines &= octet != 0 && length <= LONGEST_LINE + 1; // its CR is counted
        }
    }

    /** Lines ended by CRLF. */
    Buffer octets() {
        return octets;
    }

    boolean isEmpty() {
        return octets.length() == 0;
    }

    /** Whether the body is in it. */
    boolean isWhole() {
        return whole;
    }

    boolean isAscii() {
        return ascii;
    }

    /** Whether all of it can go as lines of text: none too long, and no NUL. */
    boolean isFitForLines() {
        return fitForLines;
    }

    /** Without the body. */
    Buffer header() {
        return whole ? headerOf(octets) : octets;
    }

    /** Whether its header is in UTF-8, as RFC 6532 has it, and not in ASCII. */
    boolean isInternational() {
        var header = header().getBytes();
        boolean beyondAscii = false;
        for (byte octet : header) {
            beyondAscii |= octet < 0;
        }
        return beyondAscii && isUtf8(header);
    }

    private static boolean isUtf8(byte[] text) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
            return true;
        } catch (CharacterCodingException other) {
            return false;
        }
    }
}
