package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vouchpost.guard.Guard;

/** Where the guard works: a worker, because it counts for all and may take its time over it. */
final class GuardVerticle extends VerticleBase {
    private final Guard guard;

    GuardVerticle(Guard guard) {
        this.guard = guard;
    }

    @Override
    public Future<?> start() {
        return new Bus(vertx).serve(guard);
    }
}
