package io.vouchpost.account;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A bounded queue in which origins take turns, however much each has waiting. When it is full, a newcomer takes the place of
 * the last of the origin that has most waiting, if that has more than the newcomer's: one origin alone cannot fill it against others.
 * Not safe for threads.
 */
final class FairQueue<T> {
    private final int places;
    /** In the order of their turns; none is empty. */
    private final Map<String, Deque<T>> origins = new LinkedHashMap<>();

    private int size;

    FairQueue(int places) {
        this.places = places;
    }

    int size() {
        return size;
    }

    /** Who has no place now: the newcomer, or the one whose place it took; empty where there is room for all. */
    Optional<T> add(String origin, T newcomer) {
        if (size < places) {
            enqueue(origin, newcomer);
            return Optional.empty();
        }
        var own = origins.getOrDefault(origin, new ArrayDeque<>()).size();
        var longest = longest().filter(it -> it.size() > own + 1);
        if (longest.isEmpty()) {
            return Optional.of(newcomer);
        }
        var displaced = longest.get().removeLast();
        size--;
        enqueue(origin, newcomer);
        return Optional.of(displaced);
    }

    private void enqueue(String origin, T item) {
        origins.computeIfAbsent(origin, it -> new ArrayDeque<>()).add(item);
        size++;
    }

    private Optional<Deque<T>> longest() {
        return origins.values().stream().max(Comparator.comparingInt(Deque::size));
    }

    /** The first of the origin whose turn it is; its next one has its turn after all the other origins. */
    Optional<T> poll() {
        var turns = origins.entrySet().iterator();
        if (!turns.hasNext()) {
            return Optional.empty();
        }
        var turn = turns.next();
        turns.remove();
        var first = turn.getValue().removeFirst();
        size--;
        if (!turn.getValue().isEmpty()) {
            origins.put(turn.getKey(), turn.getValue());
        }
        return Optional.of(first);
    }
}
