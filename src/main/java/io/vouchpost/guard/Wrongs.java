package io.vouchpost.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many different wrong passwords came of late, in memory. Halved for each {@code guard.forgetAfter} without one. The latest
 * are known by their fingerprints, so that a device with an old password counts once. Not safe for threads.
 */
final class Wrongs {
    private static final int KNOWN = 16;
    private static final int MOST = 10_000;

    private final Map<String, Boolean> latest = new LinkedHashMap<>(KNOWN, 0.75f, true);
    private int count;
    private Instant last = Instant.MIN;

    /** Whether it is another one than those before. */
    boolean add(String fingerprint, Instant now, Duration forgetAfter) {
        if (latest.put(fingerprint, true) != null) {
            return false;
        }
        if (latest.size() > KNOWN) {
            latest.remove(latest.keySet().iterator().next());
        }
        addUnknown(now, forgetAfter);
        return true;
    }

    /** One that was not shown, and may be another one or not. */
    void addUnknown(Instant now, Duration forgetAfter) {
        count = Math.min(MOST, count(now, forgetAfter) + 1);
        last = now;
    }

    int count(Instant now, Duration forgetAfter) {
        if (count == 0 || !now.isAfter(last)) {
            return count;
        }
        long halvings = Duration.between(last, now).toMillis() / Math.max(1, forgetAfter.toMillis());
        return halvings > 30 ? 0 : count >> halvings;
    }
}
