package io.vouchpost.guard;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;

/**
 * Lets what is asked for while a statement is under way go together into the next one; its answer is for all who asked. For
 * the work of those who are logged in, which never pauses, and is bounded by what stands in one statement: a question may be of
 * many items. Where each question has an answer of its own there is {@link Batches}, where what is said of one key adds up
 * {@link Gathering}. Safe for all threads; each is answered on the context it came from.
 */
final class Together<T, A> {
    private static final int MOST_TOGETHER = 10_000;
    private static final int MOST_WAITING = 10_000;

    private final Vertx vertx;
    private final Function<Collection<T>, Future<A>> statement;
    private final Queue<Waiting<T, A>> queue = new ArrayDeque<>();
    private boolean underWay;

    private record Waiting<T, A>(Collection<T> items, Promise<A> answer) {}

    Together(Vertx vertx, Function<Collection<T>, Future<A>> statement) {
        this.vertx = vertx;
        this.statement = statement;
    }

    /** Fails when the statement does, or when too many wait. */
    Future<A> add(Collection<T> items) {
        Promise<A> answer = ((ContextInternal) vertx.getOrCreateContext()).promise();
        synchronized (this) {
            if (queue.size() >= MOST_WAITING) {
                return Future.failedFuture("too many wait for the database");
            }
            queue.add(new Waiting<>(items, answer));
        }
        next();
        return answer.future();
    }

    private void next() {
        var items = new LinkedHashSet<T>();
        List<Waiting<T, A>> together = new ArrayList<>();
        synchronized (this) {
            if (underWay || queue.isEmpty()) {
                return;
            }
            while (!queue.isEmpty() && items.size() < MOST_TOGETHER) {
                var first = queue.remove();
                items.addAll(first.items());
                together.add(first);
            }
            underWay = true;
        }
        Future.succeededFuture(items).compose(statement).onComplete(done -> {
            synchronized (this) {
                underWay = false;
            }
            together.forEach(waiting -> waiting.answer().handle(done));
            next();
        });
    }
}
