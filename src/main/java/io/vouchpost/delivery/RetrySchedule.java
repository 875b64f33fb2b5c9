package io.vouchpost.delivery;

import io.vouchpost.config.RetrySettings;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** When it is tried again, and for how long at all. */
public final class RetrySchedule {
    private final RandomGenerator random;

    /**
     * @param random scatters the attempts; any source will do
     */
    public RetrySchedule(RandomGenerator random) {
        this.random = random;
    }

    /**
     * The time of the next attempt.
     *
     * @param attempts so far, one at least
     */
    Instant next(RetrySettings settings, int attempts, Instant now) {
        var intervals = settings.intervals();
        var interval = intervals.get(Math.min(attempts, intervals.size()) - 1);
        var jitter = 1 + (2 * random.nextDouble() - 1) * settings.jitter() / 100.0;
        return now.plus(Duration.ofMillis(Math.round(interval.toMillis() * jitter)));
    }

    static boolean isExpired(RetrySettings settings, Instant accepted, Instant now) {
        return !now.isBefore(accepted.plus(settings.expire()));
    }

    /** Late enough for the sender to be told. */
    static boolean isLate(RetrySettings settings, Instant accepted, Instant now) {
        return !settings.warn().isZero() && !now.isBefore(accepted.plus(settings.warn()));
    }
}
