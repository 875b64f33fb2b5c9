package io.vouchpost.message;

import java.util.concurrent.atomic.AtomicLong;

/**
 * An amount of octets that the whole process may hold, shared by all event loops. It is a count, not a gate: what has
 * already come from the network is counted even above the limit, and whoever is told that the limit is passed stops asking
 * for more.
 */
public final class Budget {

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    /**
     * @param limit in octets
     */
    public Budget(long limit) {
        this.limit = limit;
    }

    /**
     * Counts octets as held, in any case.
     *
     * @param octets fewer than none: they are held no more
     * @return whether all that is held is still within the limit
     */
    public boolean take(long octets) {
        return used.addAndGet(octets) <= limit;
    }

    /** Counts octets as held no more. */
    public void give(long octets) {
        used.addAndGet(-octets);
    }

    /** Whether more is held than the limit says. */
    public boolean isSpent() {
        return used.get() > limit;
    }

    /** In octets; may pass {@link #limit()} by what was on its way when the limit was reached. */
    public long used() {
        return used.get();
    }

    public long limit() {
        return limit;
    }
}
