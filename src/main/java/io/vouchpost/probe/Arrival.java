package io.vouchpost.probe;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Where it can be seen what became of the test message. */
public interface Arrival {
    long NANOS_BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(250);

    /** What there is to be seen by now; empty where it is too early. May block. */
    Optional<Sighting> look(Submitted message);

    /** Looks again and again; empty where there was nothing to be seen in that time. */
    default Optional<Sighting> await(Submitted message, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        for (; ; ) {
            var sighting = look(message);
            if (sighting.isPresent() || System.nanoTime() - end >= 0) {
                return sighting;
            }
            LockSupport.parkNanos(NANOS_BETWEEN_LOOKS);
        }
    }

    /** Where, in words. */
    String place();

    /**
     * @param outcome never {@link Outcome#SKIPPED}
     * @param said in plain words
     */
    record Sighting(Outcome outcome, String said, String remedy) {}
}
