package io.vouchpost.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Where in a header section fields stand that claim to be our own {@code Authentication-Results:}. Whoever comes after us
 * would believe them, so RFC 8601 §5 has them removed.
 */
final class ForgedResults {
    /** Nobody has so many by accident. */
    static final int MOST = 64;

    /** Behind that much of comments nobody looks for a name. */
    private static final int LONGEST_BEGINNING = 1024;

    private final String hostname;
    private final List<Range> ranges = new ArrayList<>(0);
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
    private long start = -1;

    ForgedResults(String hostname) {
        this.hostname = hostname;
    }

    /** Such a field begins with its name. */
    void begin(long at) {
        start = at;
    }

    /** An octet of its body, if it is one. */
    void keep(byte octet) {
        if (start >= 0 && body.size() < LONGEST_BEGINNING) {
            body.write(octet);
        }
    }

    /** A field ends, if it is one. */
    void end(long at) {
        if (start < 0) {
            return;
        }
        if (ranges.size() <= MOST
                && !ResultsField.isClearlyOfAnother(body.toString(StandardCharsets.UTF_8), hostname)) {
            ranges.add(new Range(start, at));
        }
        body.reset();
        start = -1;
    }

    /** In order; one more than {@link #MOST} at most. */
    List<Range> ranges() {
        return ranges;
    }
}
