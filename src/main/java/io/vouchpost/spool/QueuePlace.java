package io.vouchpost.spool;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where a page ends: the next one starts behind it, whatever has come, gone or changed meanwhile. */
public record QueuePlace(Instant accepted, String message, int number) {
    private static final Pattern FORM = Pattern.compile("(-?[0-9]{1,18})\\.([!-~]{1,64})\\.([0-9]{1,9})");

    /** Before the oldest; PostgreSQL and the clients of this program have years with four digits. */
    static final QueuePlace OLDEST = new QueuePlace(Instant.parse("0001-01-01T00:00:00Z"), "", 0);

    /** Behind the newest. */
    static final QueuePlace NEWEST = new QueuePlace(Instant.parse("9999-12-31T00:00:00Z"), "", 0);

    /** Empty for what {@link #toString} has not written. */
    public static Optional<QueuePlace> parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            var accepted = Instant.EPOCH.plus(Long.parseLong(form.group(1)), ChronoUnit.MICROS);
            var place = new QueuePlace(accepted, form.group(2), Integer.parseInt(form.group(3)));
            return Optional.of(place).filter(it -> it.isBetween(OLDEST, NEWEST));
        } catch (DateTimeException | ArithmeticException neither) {
            return Optional.empty();
        }
    }

    private boolean isBetween(QueuePlace first, QueuePlace last) {
        return !accepted.isBefore(first.accepted) && !accepted.isAfter(last.accepted);
    }

    /** One word that no shell takes for something else. */
    @Override
    public String toString() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, accepted) + "." + message + "." + number;
    }
}
