package io.vouchpost.audit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the events that could not be written; a line in the log tells of them, each minute at most. */
final class Losses {
    private static final Logger LOG = LoggerFactory.getLogger(Losses.class);
    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String place;
    private final LongSupplier nanoTime;
    private final AtomicLong lost = new AtomicLong();
    private long told;
    private long toldAt;

    /**
     * @param nanoTime such as {@link System#nanoTime}
     */
    Losses(String place, LongSupplier nanoTime) {
        this.place = place;
        this.nanoTime = nanoTime;
        this.toldAt = nanoTime.getAsLong() - PAUSE_NANOS;
    }

    void count(long events) {
        if (events > 0) {
            lost.addAndGet(events);
            tell(false);
        }
    }

    long total() {
        return lost.get();
    }

    /**
     * Tells of those that nobody was told of.
     *
     * @param atOnce even if there was a line within the minute
     */
    synchronized void tell(boolean atOnce) {
        long now = nanoTime.getAsLong();
        long total = lost.get();
        if (total > told && (atOnce || now - toldAt >= PAUSE_NANOS)) {
            LOG.warn(
                    "audit: {} does not keep up: {} events were dropped, {} since the start",
                    place,
                    total - told,
                    total);
            told = total;
            toldAt = now;
        }
    }
}
