package io.vouchpost.guard;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What goes into one exchange of counts: the demands of those who wait, and what else is to be told. */
final class Batch {
    private final int most;
    private final Map<Place, Entry> entries = new TreeMap<>();
    private final List<Demand> demands = new ArrayList<>();
    private List<CounterTable.Asked> asked = List.of();

    /** In the order in which all gateways ask. */
    private record Place(String key, Instant start) implements Comparable<Place> {
        private static final Comparator<Place> ORDER =
                Comparator.comparing(Place::key).thenComparing(Place::start);

        static Place of(Counter counter) {
            return new Place(counter.key(), counter.window().start());
        }

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    /** One counter, and what is wanted of it. */
    private record Entry(Counter counter, long wanted, long limit) {
        Entry and(Entry other) {
            return new Entry(counter, wanted + other.wanted, Math.max(limit, other.limit));
        }

        CounterTable.Asked asked() {
            return new CounterTable.Asked(counter.key(), counter.window(), counter.tell(), wanted, limit);
        }
    }

    /**
     * @param most counters in it
     */
    Batch(int most) {
        this.most = most;
    }

    /** Whether there is room for it; the first one always has it. */
    boolean takes(Demand demand) {
        return demands.isEmpty()
                || (entries.size() + demand.shares().size() <= most
                        && demand.shares().stream().allMatch(share -> mayHold(share.counter())));
    }

    /** A row can be changed only once in a statement; the second counter of the same is one that was forgotten meanwhile. */
    private boolean mayHold(Counter counter) {
        return Optional.ofNullable(entries.get(Place.of(counter)))
                .filter(entry -> entry.counter() != counter)
                .isEmpty();
    }

    void add(Demand demand) {
        demands.add(demand);
        for (var share : demand.shares()) {
            var claim = share.claim();
            add(new Entry(share.counter(), demand.looking() ? 0 : claim.amount(), claim.limit()));
        }
    }

    /** Only what it has to tell; false where it has to wait for another batch. */
    boolean add(Counter counter) {
        if (entries.size() >= most || !mayHold(counter)) {
            return false;
        }
        add(new Entry(counter, 0, 0));
        return true;
    }

    private void add(Entry entry) {
        entries.merge(Place.of(entry.counter()), entry, Entry::and);
    }

    /** Nothing more comes: from now on what its counters have untold is on its way. */
    void close() {
        asked = entries.values().stream().map(Entry::asked).toList();
    }

    /** Sorted. */
    List<CounterTable.Asked> asked() {
        return asked;
    }

    List<Demand> demands() {
        return demands;
    }

    Stream<Counter> counters() {
        return entries.values().stream().map(Entry::counter);
    }

    void hear(List<CounterTable.Answered> answers, Instant now) {
        var answered = answers.stream()
                .collect(Collectors.toMap(answer -> new Place(answer.key(), answer.start()), Function.identity()));
        counters().forEach(counter -> Optional.ofNullable(answered.get(Place.of(counter)))
                .ifPresent(answer -> counter.hear(answer.amount(), answer.granted(), now)));
    }

    void goUnheard() {
        counters().forEach(Counter::goUnheard);
    }

    /** They have been answered without it. */
    void forgetDemands() {
        demands.clear();
    }
}
