package io.vouchpost.cli;

import io.vouchpost.config.DurationText;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/** When something ends, as people type it: with a day, or after so long. */
final class Expiry {
    private static final LocalDate LATEST = LocalDate.of(9999, 12, 30);

    private Expiry() {}

    /**
     * @param typed {@code 2027-12-31}, which includes that day in UTC, or such as {@code 90d}
     * @throws CommandException for anything else, and for what is over
     */
    static Instant of(String typed, Clock clock) {
        var now = clock.instant();
        var end = DurationText.parse(typed).map(now::plus).orElseGet(() -> endOfDay(typed));
        if (!end.isAfter(now)) {
            throw new CommandException("--expires: " + typed + " is over already.", 2);
        }
        return end;
    }

    private static Instant endOfDay(String typed) {
        try {
            var day = LocalDate.parse(typed);
            if (!day.isAfter(LATEST)) {
                return day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
            }
        } catch (DateTimeParseException neither) {
            // told below
        }
        throw new CommandException(
                "--expires wants a day such as 2027-12-31 or a time such as 90d, 12h; this is neither: " + typed, 2);
    }
}
