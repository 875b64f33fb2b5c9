package io.vouchpost.cli;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What a command has to say.
 *
 * @param text for a person, without a final line break
 * @param json the same for a program: a JsonObject or JsonArray
 */
public record Answer(String text, Object json) {

    /** A time as both are shown it: in UTC and to the second, such as {@code 2026-11-21T07:10:23Z} (RFC 3339). */
    static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
