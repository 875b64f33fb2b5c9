package io.vouchpost.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;

/** A moment after which something is no longer waited for. Belongs to one context. */
final class Deadline {
    private final Vertx vertx;
    private final Promise<Void> passing = Promise.promise();
    private final long timer;

    Deadline(Vertx vertx, Duration after) {
        this.vertx = vertx;
        this.timer = vertx.setTimer(Math.max(1, after.toMillis()), id -> passing.complete());
    }

    /** Completed when the moment has come; never, when the deadline was lifted before. */
    Future<Void> passing() {
        return passing.future();
    }

    boolean hasPassed() {
        return passing.future().isComplete();
    }

    void lift() {
        vertx.cancelTimer(timer);
    }
}
