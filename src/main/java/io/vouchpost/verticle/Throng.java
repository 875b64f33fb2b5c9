package io.vouchpost.verticle;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * How many strangers a second the guard is asked about when they connect. In a flood that is more than the processors can
 * look at, the others are turned away at once, and cost nothing more; else everybody would wait behind them. Whoever connects
 * from where somebody has logged in of late is no stranger. Safe for all threads.
 */
final class Throng {
    private static final int A_SECOND_FOR_EACH_CORE = 200;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Predicate<String> known;
    private final int most;
    private final LongSupplier nanoTime;
    private long begun;
    private int strangers;

    /**
     * @param known whether somebody has logged in from an address of late
     */
    Throng(Predicate<String> known) {
        this(known, A_SECOND_FOR_EACH_CORE * Runtime.getRuntime().availableProcessors(), System::nanoTime);
    }

    /**
     * @param most strangers in a second
     */
    Throng(Predicate<String> known, int most, LongSupplier nanoTime) {
        this.known = known;
        this.most = most;
        this.nanoTime = nanoTime;
        this.begun = nanoTime.getAsLong();
    }

    /** Does the work, or says at once what is said to who finds no room. */
    <T> Future<T> enter(String address, Supplier<Future<T>> work, Supplier<T> crowded) {
        return known.test(address) || hasRoom() ? work.get() : Future.succeededFuture(crowded.get());
    }

    private synchronized boolean hasRoom() {
        long now = nanoTime.getAsLong();
        if (now - begun >= SECOND) {
            begun = now;
            strangers = 0;
        }
        return ++strangers <= most;
    }
}
