package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vouchpost.guard.Guard;
import io.vouchpost.guard.Ruling;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A guard that says what the test wants and remembers what it was told. */
final class Watch implements Guard {
    final List<String> told = new CopyOnWriteArrayList<>();
    final List<Attempt> attempts = new CopyOnWriteArrayList<>();
    final List<Stage> stages = new CopyOnWriteArrayList<>();
    volatile Duration delay = Duration.ZERO;
    volatile Future<Ruling> ruling = Future.succeededFuture(new Ruling.Welcome());

    @Override
    public Future<Ruling> admit(Arrival arrival) {
        return ruling;
    }

    @Override
    public Future<Ruling> admit(Attempt attempt, Stage stage) {
        stages.add(stage);
        return ruling;
    }

    @Override
    public Future<Duration> record(Attempt attempt, Result result) {
        attempts.add(attempt);
        told.add(attempt.authcid() + "@" + attempt.address() + " " + result);
        return Future.succeededFuture(delay);
    }
}
