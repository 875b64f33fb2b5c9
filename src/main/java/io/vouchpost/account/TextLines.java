package io.vouchpost.account;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The lines of a file in UTF-8, one after the other: LF or CR LF ends them, and none is kept that is too long. */
final class TextLines {
    /** Octets; the longest password with the longest name and some identities is far below. */
    static final int LONGEST = 16_384;

    private final InputStream input;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long number;
    private long octets;

    /** The stream stays the caller's. */
    TextLines(InputStream input) {
        this.input = input;
    }

    /**
     * @param number from one on
     * @param text empty where the line is too long or not UTF-8
     */
    record Line(long number, Optional<String> text) {}

    /** Empty at the end. */
    Optional<Line> next() throws IOException {
        line.reset();
        boolean tooLong = false;
        int octet = input.read();
        if (octet < 0) {
            return Optional.empty();
        }
        number++;
        for (; octet >= 0; octet = input.read()) {
            octets++;
            if (octet == '\n') {
                break;
            }
            if (line.size() < LONGEST) {
                line.write(octet);
            } else {
                tooLong = true;
            }
        }
        return Optional.of(new Line(number, tooLong ? Optional.empty() : text()));
    }

    private Optional<String> text() {
        return StoredPassword.text(line.toByteArray()).map(text -> {
            var whole = number == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
            return whole.endsWith("\r") ? whole.substring(0, whole.length() - 1) : whole;
        });
    }

    /** Number of the last line. */
    long number() {
        return number;
    }

    /** Read so far. */
    long octets() {
        return octets;
    }
}
