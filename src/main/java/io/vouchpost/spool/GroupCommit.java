package io.vouchpost.spool;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vouchpost.database.Database;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Lets those that come while a commit is under way wait, and commits them together when it is done: under load one wait for
 * the disk is shared by many, and a single one waits for nobody. One that the database refuses fails alone. Safe for all
 * threads; each is answered on the context it came from.
 */
final class GroupCommit<T> {
    private static final int MOST_TOGETHER = 64;
    private static final long HEAVIEST_TOGETHER = 1 << 20;
    /** More of them would wait longer than anybody does. */
    private static final int MOST_WAITING = 10_000;

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(Database.PATIENCE_SECONDS);

    private final Vertx vertx;
    private final ToLongFunction<T> weight;
    private final Work<T> work;
    private final Queue<Waiting<T>> queue = new ArrayDeque<>();
    private boolean committing;

    interface Work<T> {

        /** All of them or none, unless it is an {@link Outage}: then it is unknown. */
        Future<Void> commit(List<T> batch);

        /** Which of these were committed after all, as far as one can find out. */
        Future<Collection<T>> find(List<T> batch);
    }

    private record Waiting<T>(T item, Promise<Void> done, long since) {}

    /**
     * @param weight in octets, so that a batch has about a mebibyte at most
     */
    GroupCommit(Vertx vertx, ToLongFunction<T> weight, Work<T> work) {
        this.vertx = vertx;
        this.weight = weight;
        this.work = work;
    }

    /** For work that may be done twice without harm: it never looks what was done. */
    static <T> Work<T> blind(Function<List<T>, Future<Void>> commit) {
        return new Work<>() {
            @Override
            public Future<Void> commit(List<T> batch) {
                return commit.apply(batch);
            }

            @Override
            public Future<Collection<T>> find(List<T> batch) {
                return Future.succeededFuture(List.of());
            }
        };
    }

    Future<Void> add(T item) {
        Promise<Void> done = ((ContextInternal) vertx.getOrCreateContext()).promise();
        synchronized (this) {
            if (queue.size() >= MOST_WAITING) {
                return Future.failedFuture("too many wait for the database");
            }
            queue.add(new Waiting<>(item, done, System.nanoTime()));
        }
        next();
        return done.future();
    }

    private void next() {
        var late = new ArrayList<Waiting<T>>();
        var batch = new ArrayList<Waiting<T>>();
        synchronized (this) {
            if (committing) {
                return;
            }
            pick(batch, late);
            committing = !batch.isEmpty();
        }
        late.forEach(waiting -> waiting.done().fail("the database does not answer in time"));
        if (!batch.isEmpty()) {
            commit(batch).onComplete(over -> {
                synchronized (this) {
                    committing = false;
                }
                next();
            });
        }
    }

    private void pick(List<Waiting<T>> batch, List<Waiting<T>> late) {
        long now = System.nanoTime();
        long octets = 0;
        for (var first = queue.peek(); first != null; first = queue.peek()) {
            if (now - first.since() > PATIENCE) {
                late.add(queue.remove());
                continue;
            }
            octets += weight.applyAsLong(first.item());
            if (batch.size() == MOST_TOGETHER || (octets > HEAVIEST_TOGETHER && !batch.isEmpty())) {
                return;
            }
            batch.add(queue.remove());
        }
    }

    /** Completed when all have been answered; never fails. */
    private Future<Void> commit(List<Waiting<T>> batch) {
        var items = batch.stream().map(Waiting::item).toList();
        return attempt(items).transform(committed -> {
            if (committed.succeeded()) {
                batch.forEach(waiting -> waiting.done().tryComplete());
                return Future.succeededFuture();
            }
            var failure = committed.cause();
            if (Outage.is(failure)) {
                return find(batch, items, failure);
            }
            if (batch.size() == 1) {
                batch.get(0).done().tryFail(failure);
                return Future.succeededFuture();
            }
            int half = batch.size() / 2; // one of them is refused: who is it?
            return commit(batch.subList(0, half)).compose(v -> commit(batch.subList(half, batch.size())));
        });
    }

    private Future<Void> attempt(List<T> items) {
        try {
            return work.commit(items).timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private Future<Void> find(List<Waiting<T>> batch, List<T> items, Throwable failure) {
        return work.find(items).otherwise(List.of()).map(found -> {
            for (var waiting : batch) {
                if (found.contains(waiting.item())) {
                    waiting.done().tryComplete();
                } else {
                    waiting.done().tryFail(failure);
                }
            }
            return null;
        });
    }
}
