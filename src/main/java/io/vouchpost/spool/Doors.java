package io.vouchpost.spool;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** So many at a time; the others wait for their turn, in order. Safe for all threads. */
final class Doors {
    /** Who waits longer is refused, and told to come again. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    private static final int MOST_WAITING = 1_000;

    private final Vertx vertx;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int free;

    Doors(Vertx vertx, int atATime) {
        this.vertx = vertx;
        this.free = atATime;
    }

    /** The work is begun on the context that this is called on. */
    Future<Void> enter(Supplier<Future<Void>> work) {
        Context context = vertx.getOrCreateContext();
        Promise<Void> done = ((ContextInternal) context).promise();
        long since = System.nanoTime();
        Runnable turn = () -> context.runOnContext(now -> {
            if (System.nanoTime() - since > PATIENCE) {
                leave();
                done.fail("too many large messages wait for the database");
            } else {
                Future.succeededFuture()
                        .compose(begun -> work.get())
                        .onComplete(over -> leave())
                        .onComplete(done);
            }
        });
        synchronized (this) {
            if (free == 0) {
                if (waiting.size() >= MOST_WAITING) {
                    return Future.failedFuture("too many large messages wait for the database");
                }
                waiting.add(turn);
                return done.future();
            }
            free--;
        }
        turn.run();
        return done.future();
    }

    private void leave() {
        Runnable next;
        synchronized (this) {
            if (waiting.isEmpty()) {
                free++;
                return;
            }
            next = waiting.remove();
        }
        next.run();
    }
}
