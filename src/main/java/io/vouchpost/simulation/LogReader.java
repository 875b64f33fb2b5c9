package io.vouchpost.simulation;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The events of an audit log in JSON lines, one after the other; what is none is counted and passed over. */
public final class LogReader {
    /** In octets; an event has a few hundred. */
    private static final int LONGEST_LINE = 65_536;

    private final InputStream input;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long lines;
    private long octets;
    private long unreadable;
    private long firstUnreadable;

    /**
     * @param input buffered; stays the caller's
     */
    public LogReader(InputStream input) {
        this.input = input;
    }

    /** Empty at the end. */
    Optional<Logged> next() throws IOException {
        while (readLine()) {
            var event = event();
            if (event.isPresent()) {
                return event;
            }
            if (line.size() > 0 && unreadable++ == 0) {
                firstUnreadable = lines;
            }
        }
        return Optional.empty();
    }

    /** What is beyond the longest line is read and dropped: then it is no JSON. */
    private boolean readLine() throws IOException {
        line.reset();
        int octet = input.read();
        if (octet < 0) {
            return false;
        }
        lines++;
        for (; octet >= 0; octet = input.read()) {
            octets++;
            if (octet == '\n') {
                return true;
            }
            if (line.size() < LONGEST_LINE) {
                line.write(octet);
            }
        }
        return true;
    }

    private Optional<Logged> event() {
        try {
            return line.size() == 0
                    ? Optional.empty()
                    : Logged.of(new JsonObject(line.toString(StandardCharsets.UTF_8)));
        } catch (DecodeException | ClassCastException none) {
            return Optional.empty();
        }
    }

    long lines() {
        return lines;
    }

    /** Read so far. */
    long octets() {
        return octets;
    }

    /** Lines that are no events. */
    long unreadable() {
        return unreadable;
    }

    /** Number of the first of them; 0 where there is none. */
    long firstUnreadable() {
        return firstUnreadable;
    }
}
