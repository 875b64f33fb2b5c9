package io.vouchpost.guard;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * Gathers by key what is to be asked of the database, and asks it together: there is never more than one statement under
 * way, and what comes meanwhile goes into the next one. For what adds up, and need not be written at once. Safe for all
 * threads.
 *
 * @param <K> what is asked about; bounded in number
 * @param <V> what is said of it; of one key they are merged
 * @param <R> the answer
 */
final class Gathering<K, V, R> {
    private final int most;
    private final int together;
    private final BinaryOperator<V> merging;
    private final Function<Map<K, V>, Future<Map<K, R>>> statement;

    private final Map<K, Asked<V, R>> waiting = new LinkedHashMap<>();
    private Map<K, Asked<V, R>> underWay = Map.of();
    private Future<Void> running = Future.succeededFuture();
    private boolean hurry;

    private record Asked<V, R>(V value, Promise<Optional<R>> answer) {}

    /**
     * @param most keys that wait at a time: more are turned away
     * @param together keys in one statement
     * @param statement answers for as many of the keys as it can
     */
    Gathering(int most, int together, BinaryOperator<V> merging, Function<Map<K, V>, Future<Map<K, R>>> statement) {
        this.most = most;
        this.together = together;
        this.merging = merging;
        this.statement = statement;
    }

    /** Waits for the next {@link #run}; false where there is no room. */
    synchronized boolean add(K key, V value) {
        return put(key, value).isPresent();
    }

    /** Is asked as soon as no other statement is under way. */
    Future<Optional<R>> ask(K key, V value) {
        Optional<Future<Optional<R>>> answer;
        synchronized (this) {
            answer = put(key, value);
            hurry = true;
        }
        run();
        return answer.orElseGet(() -> Future.failedFuture("too many wait for the database"));
    }

    private Optional<Future<Optional<R>>> put(K key, V value) {
        var before = waiting.get(key);
        if (before == null && waiting.size() >= most) {
            return Optional.empty();
        }
        Promise<Optional<R>> answer = before == null ? Promise.promise() : before.answer();
        waiting.put(key, new Asked<>(before == null ? value : merging.apply(before.value(), value), answer));
        return Optional.of(answer.future());
    }

    /** What was said of a key and is not known to be written yet. */
    synchronized Optional<V> unsettled(K key) {
        var one = Optional.ofNullable(waiting.get(key)).map(Asked::value);
        var other = Optional.ofNullable(underWay.get(key)).map(Asked::value);
        return one.flatMap(it -> other.map(more -> merging.apply(it, more))).or(() -> one.or(() -> other));
    }

    /** Asks what waits, unless a statement is under way. Completed when that one is done, well or not. */
    Future<Void> run() {
        Promise<Void> done = Promise.promise();
        Map<K, Asked<V, R>> batch;
        synchronized (this) {
            if (!running.isComplete() || waiting.isEmpty()) {
                return running;
            }
            batch = new LinkedHashMap<>();
            var each = waiting.entrySet().iterator();
            while (each.hasNext() && batch.size() < together) {
                var next = each.next();
                batch.put(next.getKey(), next.getValue());
                each.remove();
            }
            hurry = hurry && !waiting.isEmpty();
            underWay = batch;
            running = done.future();
        }
        var values = new LinkedHashMap<K, V>();
        batch.forEach((key, asked) -> values.put(key, asked.value()));
        Future.succeededFuture(values).compose(statement).onComplete(answers -> {
            boolean more;
            synchronized (this) {
                underWay = Map.of();
                more = hurry;
            }
            done.complete();
            if (answers.succeeded()) {
                batch.forEach((key, asked) -> asked.answer()
                        .complete(Optional.ofNullable(answers.result().get(key))));
            } else {
                batch.values().forEach(asked -> asked.answer().fail(answers.cause()));
            }
            if (more) {
                run();
            }
        });
        return done.future();
    }
}
