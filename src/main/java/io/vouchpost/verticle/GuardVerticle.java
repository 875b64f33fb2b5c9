package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vouchpost.guard.Guard;
import io.vouchpost.guard.Ruling;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Where the guard works: a worker, because it counts for all and may take its time over it. Stops when all is counted. */
final class GuardVerticle extends VerticleBase implements Guard {
    private final Guard guard;
    private final Set<Future<Void>> counting = ConcurrentHashMap.newKeySet();

    GuardVerticle(Guard guard) {
        this.guard = guard;
    }

    @Override
    public Future<?> start() {
        return new Bus(vertx).serve(this);
    }

    @Override
    public Future<?> stop() {
        return Future.join(List.copyOf(counting));
    }

    @Override
    public Future<Ruling> admit(Arrival arrival) {
        return guard.admit(arrival);
    }

    @Override
    public Future<Ruling> admit(Attempt attempt) {
        return guard.admit(attempt);
    }

    @Override
    public Future<Void> record(Attempt attempt, Result result) {
        var counted = guard.record(attempt, result);
        counting.add(counted);
        return counted.onComplete(done -> counting.remove(counted));
    }
}
