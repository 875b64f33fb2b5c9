package io.vouchpost.spool;

import java.util.EnumMap;
import java.util.Map;

/**
 * What came of an intervention.
 *
 * @param changed recipients
 * @param left how many recipients were left as they are, because they were in such a state
 */
public record Tally(int changed, Map<State, Integer> left) {
    static final Tally NONE = new Tally(0, Map.of());

    public Tally {
        left = Map.copyOf(left);
    }

    /** Whether there was nobody at all. */
    public boolean isEmpty() {
        return changed == 0 && left.isEmpty();
    }

    /** How many a gateway was delivering just then. */
    public int busy() {
        return left.getOrDefault(State.LEASED, 0);
    }

    Tally plus(Tally other) {
        var both = new EnumMap<State, Integer>(State.class);
        both.putAll(left);
        other.left.forEach((state, count) -> both.merge(state, count, Integer::sum));
        return new Tally(changed + other.changed, both);
    }
}
