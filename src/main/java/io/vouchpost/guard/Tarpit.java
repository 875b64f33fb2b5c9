package io.vouchpost.guard;

import com.github.benmanes.caffeine.cache.Cache;
import java.time.Clock;
import java.time.Duration;

/**
 * How long the answer to a wrong password is held back: a sixteenth of the longest, then twice as long with each recent failure
 * from the same network. Counted in memory: whoever guesses at this gateway is slowed by it.
 */
final class Tarpit {
    private static final int DOUBLINGS = 4;
    private static final Duration RECENT = Duration.ofMinutes(10);
    private static final long MOST_NETWORKS = 100_000;

    private final Cache<String, Integer> failures;

    Tarpit(Clock clock) {
        this.failures = Memory.by(clock)
                .maximumSize(MOST_NETWORKS)
                .expireAfterWrite(RECENT)
                .build();
    }

    /**
     * @param again the same guess as before, by another mechanism: no further failure
     */
    Duration delay(String network, boolean again, Duration longest) {
        int before = failures.asMap().merge(network, 1, (old, one) -> again ? old : Math.min(DOUBLINGS + 1, old + one));
        return longest.dividedBy(1L << (DOUBLINGS - (Math.min(before, DOUBLINGS + 1) - 1)));
    }
}
