package io.vouchpost.guard;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * A minute, an hour or a day of the clock, in UTC: the same one for all gateways whose clocks agree.
 *
 * @param start included
 * @param end not included
 */
record Window(Instant start, Instant end) {

    /** The one that this moment is in. */
    static Window of(ChronoUnit unit, Instant now) {
        var start = now.atOffset(ZoneOffset.UTC).truncatedTo(unit).toInstant();
        return new Window(start, start.plus(unit.getDuration()));
    }

    boolean contains(Instant moment) {
        return !moment.isBefore(start) && moment.isBefore(end);
    }
}
