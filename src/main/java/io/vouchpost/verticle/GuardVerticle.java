package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vouchpost.guard.Guard;
import io.vouchpost.guard.Quotas;
import io.vouchpost.guard.Ruling;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Where the guard works: a worker, because it counts for all and may take its time over it. Stops when all is counted. */
final class GuardVerticle extends VerticleBase implements Guard {
    private final Guard guard;
    private final Quotas quotas;
    private final Set<Future<Duration>> counting = ConcurrentHashMap.newKeySet();

    GuardVerticle(Guard guard, Quotas quotas) {
        this.guard = guard;
        this.quotas = quotas;
    }

    @Override
    public Future<?> start() {
        var bus = new Bus(vertx);
        return bus.serve(this).compose(v -> bus.serve(quotas));
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
    public Future<Ruling> admit(Attempt attempt, Stage stage) {
        return guard.admit(attempt, stage);
    }

    @Override
    public Future<Duration> record(Attempt attempt, Result result) {
        var counted = guard.record(attempt, result);
        counting.add(counted);
        return counted.onComplete(done -> counting.remove(counted));
    }
}
