package io.vouchpost.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.stream.RawBody;
import org.apache.james.mime4j.stream.RawFieldParser;
import org.apache.james.mime4j.util.ByteArrayBuffer;

/**
 * A header field in its header section, where each character stands for an octet.
 *
 * @param name in lower case
 * @param from its first octet
 * @param to behind the CRLF of its last line
 */
record Field(String name, int from, int to) {

    private static final String CRLF = "\r\n";
    private static final int LONGEST_NAME = 100;

    /** Far above what is needed to tell a type, and little enough to be parsed in no time. */
    private static final int LONGEST_BODY = 8 * 1024;

    /** All lines with a colon are fields, those behind a malformed one too. */
    static List<Field> of(String header) {
        List<Field> fields = new ArrayList<>();
        int end = endOfFields(header);
        for (int from = 0; from < end; ) {
            int to = endOfField(header, from, end);
            String start = header.substring(from, Math.min(to, from + LONGEST_NAME));
            int colon = start.indexOf(':');
            if (colon >= 0) {
                fields.add(new Field(start.substring(0, colon).strip().toLowerCase(Locale.ROOT), from, to));
            }
            from = to;
        }
        return fields;
    }

    /** Where the empty line is, or the end where there is none. */
    static int endOfFields(String header) {
        return header.equals(CRLF) || header.endsWith(CRLF + CRLF) ? header.length() - CRLF.length() : header.length();
    }

    /** Behind the first CRLF that is not followed by white space (RFC 5322 §2.2.3). */
    private static int endOfField(String header, int from, int end) {
        int at = header.indexOf(CRLF, from);
        while (at >= 0 && at + 2 < end && (header.charAt(at + 2) == ' ' || header.charAt(at + 2) == '\t')) {
            at = header.indexOf(CRLF, at + 2);
        }
        return at < 0 ? end : Math.min(at + 2, end);
    }

    /** Value and parameters, without comments and folding; empty where mime4j cannot read it, or it is too long. */
    Optional<RawBody> body(String header) {
        if (to - from > LONGEST_BODY) {
            return Optional.empty();
        }
        byte[] octets = header.substring(from, to).getBytes(ISO_8859_1);
        try {
            return Optional.of(RawFieldParser.DEFAULT.parseRawBody(
                    RawFieldParser.DEFAULT.parseField(new ByteArrayBuffer(octets, true))));
        } catch (MimeException | RuntimeException malformed) {
            return Optional.empty();
        }
    }
}
