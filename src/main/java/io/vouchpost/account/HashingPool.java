package io.vouchpost.account;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The threads that check passwords, and the bounded queue before them. Each is the worker context of a small deployment:
 * what is started there continues there, also after a query, and so never hashes on an event loop.
 */
final class HashingPool {
    private static final String NAME = "vouchpost-hash";

    private final Vertx vertx;
    private final int places;
    private final Deque<Context> idle = new ArrayDeque<>();
    private final Queue<Consumer<Context>> waiting = new ArrayDeque<>();
    private String deployment = "";

    private HashingPool(Vertx vertx, int places) {
        this.vertx = vertx;
        this.places = places;
    }

    /**
     * @param threads how much is done at a time
     * @param queue how much more may wait
     */
    static Future<HashingPool> deploy(Vertx vertx, int threads, int queue) {
        var pool = new HashingPool(vertx, queue);
        var options = new DeploymentOptions()
                .setThreadingModel(ThreadingModel.WORKER)
                .setWorkerPoolName(NAME)
                .setWorkerPoolSize(threads)
                .setInstances(threads);
        return vertx.deployVerticle(
                        () -> context -> {
                            pool.release(context);
                            return Future.succeededFuture();
                        },
                        options)
                .map(id -> {
                    pool.deployment = id;
                    return pool;
                });
    }

    /** No thread and no place in the queue is free. */
    static final class Full extends RuntimeException {
        Full() {
            super("no room in the hashing pool", null, false, false);
        }
    }

    /** Completes where the caller is; fails with {@link Full} at once. */
    <T> Future<T> run(Supplier<Future<T>> work) {
        return run(work, places);
    }

    /** Likewise, and leaves half of the queue to those who cannot wait. */
    <T> Future<T> runWhereRoom(Supplier<Future<T>> work) {
        return run(work, places / 2);
    }

    private <T> Future<T> run(Supplier<Future<T>> work, int most) {
        Promise<T> promise = Promise.promise();
        var caller = Vertx.currentContext();
        var accepted = accept(
                context -> context.runOnContext(
                        v -> Future.succeededFuture().compose(go -> work.get()).onComplete(outcome -> {
                            release(context);
                            if (caller == null) {
                                promise.handle(outcome);
                            } else {
                                caller.runOnContext(back -> promise.handle(outcome));
                            }
                        })),
                most);
        return accepted ? promise.future() : Future.failedFuture(new Full());
    }

    private boolean accept(Consumer<Context> job, int most) {
        Context free;
        synchronized (this) {
            free = idle.poll();
            if (free == null) {
                return waiting.size() < most && waiting.add(job);
            }
        }
        job.accept(free);
        return true;
    }

    private void release(Context context) {
        Consumer<Context> next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                idle.add(context);
                return;
            }
        }
        next.accept(context);
    }

    Future<Void> close() {
        return vertx.undeploy(deployment);
    }
}
