package io.vouchpost.guard;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Changes to what is held in memory beside its being read anew: what is told of while all is being read is newer than what is read.
 * A change and the end of a reading never run at the same time. Safe for all threads.
 */
final class Meanwhile<K> {
    private @Nullable Reading reading;

    /** A reading that is still under way is out of date from here on. */
    synchronized Reading begin() {
        reading = new Reading();
        return reading;
    }

    /** @param change what to make of it; must not block */
    synchronized void tell(K key, Runnable change) {
        if (reading != null) {
            reading.told.add(key);
        }
        change.run();
    }

    private synchronized boolean isNewest(Reading one) {
        return reading == one;
    }

    /** From the question to its answer. */
    final class Reading {
        private final Set<K> told = new HashSet<>();

        private Reading() {}

        /** Whether its end would count: no other has begun since, and it has not ended. */
        boolean counts() {
            return isNewest(this);
        }

        /**
         * Does nothing where it no longer {@link #counts}.
         *
         * @param settle given all that was told of since it began, of which it may make what it likes; must not block
         * @return whether it counted
         */
        boolean end(Consumer<Set<K>> settle) {
            synchronized (Meanwhile.this) {
                if (reading != this) {
                    return false;
                }
                reading = null;
                settle.accept(told);
                return true;
            }
        }
    }
}
