package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Answers in even steps of time. What is looked up and opened for a name that exists takes some tenths of a millisecond more
 * than what is made up for one that does not; a clock would tell. Where a slow hash is computed anyway, nobody needs this.
 */
final class Pace {
    /** Longer than the work nearly always takes, shorter than anybody notices. */
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Vertx vertx;
    private final LongSupplier nanoTime;

    Pace(Vertx vertx) {
        this(vertx, System::nanoTime);
    }

    Pace(Vertx vertx, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.nanoTime = nanoTime;
    }

    /** Completes like the work, at the end of the step that it completes in. */
    <T> Future<T> keep(Supplier<Future<T>> work) {
        long start = nanoTime.getAsLong();
        return work.get().transform(outcome -> vertx.timer(rest(nanoTime.getAsLong() - start), TimeUnit.NANOSECONDS)
                .transform(waited -> outcome.succeeded()
                        ? Future.succeededFuture(outcome.result())
                        : Future.failedFuture(outcome.cause())));
    }

    /** Completes so much later, without holding up anybody else. */
    <T> Future<T> hold(T answer, Duration delay) {
        return delay.isZero()
                ? Future.succeededFuture(answer)
                : vertx.timer(delay.toMillis(), TimeUnit.MILLISECONDS).map(answer);
    }

    /** Until the end of the step. */
    static long rest(long elapsedNanos) {
        return STEP_NANOS - elapsedNanos % STEP_NANOS;
    }
}
