package io.vouchpost.guard;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.IntUnaryOperator;

/**
 * How many strangers may have an attempt undecided at a time, that is, not yet counted by all: so that a burst of guesses
 * cannot be admitted as a whole before the first of them has counted. Whoever finds no room waits, first come first served
 * where nothing else is said. A turn may rest when it is over: nobody has it until then.
 * Safe for all threads; futures complete outside of the lock.
 */
final class Turns {
    /** As long as a check may take at most; after that nobody will say any more what came of it. */
    static final Duration LONGEST_TURN = Duration.ofSeconds(30);
    /** Shorter than those who ask the guard wait for its answer. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(8);

    private static final int MOST_WAITING_IN_A_LANE = 200;
    private static final int MOST_WAITING = 20_000;
    private static final int MOST_RESTING = 20_000;

    private final Clock clock;
    private final Duration longestWait;
    private final IntUnaryOperator place;
    private final Map<LockKey, Integer> taken = new HashMap<>();
    private final Map<LockKey, List<Waiting>> queues = new HashMap<>();
    /** By session, the oldest first: a client may be at its next attempt while the one before is still being counted. */
    private final Map<String, Queue<Turn>> turns = new LinkedHashMap<>();
    /** Nobody's any more, and not yet anybody else's. */
    private final Queue<Turn> resting = new ArrayDeque<>();

    private int waiting;

    /** What turns are taken at, and how many at a time. */
    record Lane(LockKey key, int room) {}

    private record Turn(List<Lane> lanes, Instant end) {}

    private record Waiting(String session, List<Lane> lanes, Instant end, Promise<Boolean> promise) {}

    /** Something to be told when the lock is given back. */
    private record News(Promise<Boolean> promise, boolean granted) {
        void tell() {
            promise.tryComplete(granted);
        }
    }

    Turns(Clock clock) {
        this(clock, LONGEST_WAIT, length -> length);
    }

    /**
     * @param longestWait of anybody, at most
     * @param place where a newcomer stands among so many who wait: from 0, which is in front of all, to their number
     */
    Turns(Clock clock, Duration longestWait, IntUnaryOperator place) {
        this.clock = clock;
        this.longestWait = longestWait;
        this.place = place;
    }

    /** Takes a turn where there is room at once. */
    synchronized boolean take(String session, List<Lane> lanes) {
        if (lanes.stream().anyMatch(lane -> queues.containsKey(lane.key()))
                || full(lanes).isPresent()) {
            return false;
        }
        grant(session, lanes);
        return true;
    }

    /** Waits for a turn: true when it is there, false where it came to nothing in time or too many wait already. */
    Future<Boolean> await(String session, List<Lane> lanes) {
        return await(session, lanes, clock.instant().plus(longestWait));
    }

    /**
     * Likewise.
     *
     * @param end of the waiting
     */
    synchronized Future<Boolean> await(String session, List<Lane> lanes, Instant end) {
        var full = full(lanes).or(() -> lanes.stream()
                .map(Lane::key)
                .filter(queues::containsKey)
                .findFirst());
        if (full.isEmpty()) {
            grant(session, lanes);
            return Future.succeededFuture(true);
        }
        var queue = queues.getOrDefault(full.get(), List.of());
        if (waiting >= MOST_WAITING || queue.size() >= MOST_WAITING_IN_A_LANE) {
            return Future.succeededFuture(false);
        }
        var one = new Waiting(session, lanes, end, Promise.promise());
        enqueue(full.get(), one);
        return one.promise().future();
    }

    /**
     * An attempt of the session is decided and counted, or came to nothing.
     *
     * @param lanes that it has taken its turn at; where none of its turns has those, the oldest one ends
     */
    void giveBack(String session, List<Lane> lanes) {
        var news = new ArrayList<News>();
        synchronized (this) {
            remove(session, lanes).ifPresent(turn -> free(turn, news));
        }
        news.forEach(News::tell);
    }

    /**
     * Likewise, but nobody has the turn for so long. Where too many rest already, the oldest of them no longer does.
     *
     * @param rest {@link #LONGEST_TURN} at most
     */
    void rest(String session, List<Lane> lanes, Duration rest) {
        var news = new ArrayList<News>();
        synchronized (this) {
            remove(session, lanes)
                    .ifPresent(turn ->
                            resting.add(new Turn(turn.lanes(), clock.instant().plus(rest))));
            if (resting.size() > MOST_RESTING) {
                free(resting.remove(), news);
            }
        }
        news.forEach(News::tell);
    }

    private Optional<Turn> remove(String session, List<Lane> lanes) {
        var all = turns.getOrDefault(session, new ArrayDeque<>());
        var ended = all.stream()
                .filter(turn -> turn.lanes().equals(lanes))
                .findFirst()
                .or(() -> Optional.ofNullable(all.peek()));
        ended.ifPresent(all::remove);
        if (all.isEmpty()) {
            turns.remove(session);
        }
        return ended;
    }

    /** Ends what took too long. */
    void expire() {
        var news = new ArrayList<News>();
        synchronized (this) {
            var now = clock.instant();
            for (var queue : List.copyOf(queues.values())) {
                queue.removeIf(one -> isOver(one.end(), longestWait, now) && dismiss(one, news));
            }
            queues.values().removeIf(List::isEmpty);
            var over = new ArrayList<Turn>();
            resting.removeIf(turn -> isOver(turn.end(), LONGEST_TURN, now) && over.add(turn));
            turns.values()
                    .forEach(all -> all.removeIf(turn -> isOver(turn.end(), LONGEST_TURN, now) && over.add(turn)));
            turns.values().removeIf(Queue::isEmpty);
            over.forEach(turn -> free(turn, news));
        }
        news.forEach(News::tell);
    }

    /** Also where the clock was set back meanwhile: such an end is none that could have been given since. */
    private static boolean isOver(Instant end, Duration longest, Instant now) {
        return !end.isAfter(now) || end.isAfter(now.plus(longest.multipliedBy(2)));
    }

    private boolean dismiss(Waiting one, List<News> news) {
        waiting--;
        return news.add(new News(one.promise(), false));
    }

    private void grant(String session, List<Lane> lanes) {
        lanes.forEach(lane -> taken.merge(lane.key(), 1, Integer::sum));
        turns.computeIfAbsent(session, first -> new ArrayDeque<>())
                .add(new Turn(lanes, clock.instant().plus(LONGEST_TURN)));
    }

    private void free(Turn turn, List<News> news) {
        for (var lane : turn.lanes()) {
            taken.computeIfPresent(lane.key(), (key, count) -> count == 1 ? null : count - 1);
        }
        for (var lane : turn.lanes()) {
            admit(lane.key(), news);
        }
    }

    /** Lets in from the front of a queue as long as there is room; who finds another lane full goes on waiting there. */
    private void admit(LockKey key, List<News> news) {
        var queue = queues.get(key);
        while (queue != null && !queue.isEmpty()) {
            var first = queue.get(0);
            var full = full(first.lanes());
            if (full.isPresent() && full.get().equals(key)) {
                return;
            }
            queue.remove(0);
            waiting--;
            if (full.isPresent()) {
                enqueue(full.get(), first);
            } else {
                grant(first.session(), first.lanes());
                news.add(new News(first.promise(), true));
            }
        }
        queues.remove(key);
    }

    private void enqueue(LockKey key, Waiting one) {
        var queue = queues.computeIfAbsent(key, first -> new ArrayList<>());
        queue.add(place.applyAsInt(queue.size()), one);
        waiting++;
    }

    private Optional<LockKey> full(List<Lane> lanes) {
        return lanes.stream()
                .filter(lane -> taken.getOrDefault(lane.key(), 0) >= lane.room())
                .map(Lane::key)
                .findFirst();
    }
}
