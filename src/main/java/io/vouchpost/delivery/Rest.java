package io.vouchpost.delivery;

import java.time.Duration;
import java.time.Instant;

/**
 * Until when something that failed is left alone: for a second, and for twice as long each time that it fails again when
 * that was over.
 *
 * @param failures in a row
 */
record Rest(int failures, Instant end) {
    static final Rest NONE = new Rest(0, Instant.MIN);
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 20;

    boolean isOver(Instant now) {
        return !now.isBefore(end);
    }

    /**
     * The rest after another failure.
     *
     * @param began when that attempt began: what was under way already, or was tried in spite of the rest, shows nothing new
     */
    Rest after(Instant began, Instant now, Duration longest) {
        if (began.isBefore(end)) {
            return this;
        }
        var doubled = FIRST.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
        return new Rest(failures + 1, now.plus(doubled.compareTo(longest) < 0 ? doubled : longest));
    }
}
