package io.vouchpost.guard;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Changes what is held in memory beside its being read anew: what is told of while all is being read is newer than what is read.
 * A change and the end of a reading never run at the same time. Safe for all threads.
 */
final class Meanwhile<K, V> {
    private final ConcurrentMap<K, V> held;
    private final Function<V, K> key;
    private @Nullable Reading reading;

    /**
     * @param held for all to look at, but changed only from here while a reading may be under way
     */
    Meanwhile(ConcurrentMap<K, V> held, Function<V, K> key) {
        this.held = held;
        this.key = key;
    }

    /** A reading that is still under way is out of date from here on. */
    synchronized Reading begin() {
        reading = new Reading();
        return reading;
    }

    /** Told of one. */
    void put(V value) {
        merge(value, (old, fresh) -> fresh);
    }

    /**
     * Told of one.
     *
     * @param choice between what is held and this; must not block
     */
    synchronized void merge(V value, BinaryOperator<V> choice) {
        held.merge(told(key.apply(value)), value, choice);
    }

    /** Told that there is none. */
    synchronized void remove(K one) {
        held.remove(told(one));
    }

    private K told(K one) {
        if (reading != null) {
            reading.told.add(one);
        }
        return one;
    }

    private synchronized boolean isNewest(Reading one) {
        return reading == one;
    }

    private synchronized Optional<Set<K>> end(Reading one, List<V> read) {
        if (reading != one) {
            return Optional.empty();
        }
        reading = null;
        var current = new HashSet<>(one.told);
        for (var value : read) {
            if (current.add(key.apply(value))) {
                held.put(key.apply(value), value);
            }
        }
        var gone = new HashSet<>(held.keySet());
        gone.removeAll(current);
        gone.forEach(held::remove);
        return Optional.of(gone);
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
         * Holds what was read in place of what was held, but for what was told of since it began. Does nothing where it no
         * longer {@link #counts}.
         *
         * @return what is held no longer; empty where it did not count
         */
        Optional<Set<K>> end(List<V> read) {
            return Meanwhile.this.end(this, read);
        }
    }
}
