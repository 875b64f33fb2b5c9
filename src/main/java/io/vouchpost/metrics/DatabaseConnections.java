package io.vouchpost.metrics;

import io.vertx.core.spi.metrics.PoolMetrics;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who has a connection of the database pool, and who waits for one. Counted here and not by Vert.x's meters, because the pool
 * does not tell of those who wait in vain: after an outage they would be counted as waiting for ever.
 */
public final class DatabaseConnections implements PoolMetrics<DatabaseConnections.Waiting, Boolean> {
    /** A little longer than the pool lets anybody wait ({@code database.Database}). */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(4).toNanos();

    private final LongSupplier nanoTime;
    private final LongAdder used = new LongAdder();
    /** In the order in which they came; those in front who wait no more are taken out by whoever comes next. */
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();

    DatabaseConnections(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Somebody in the queue. */
    static final class Waiting {
        private final long since;
        private volatile boolean over;

        Waiting(long since) {
            this.since = since;
        }

        boolean isWaiting(long now) {
            return !over && now - since <= PATIENCE_NANOS;
        }
    }

    public int used() {
        return Math.max(0, used.intValue());
    }

    public int waiting() {
        long now = nanoTime.getAsLong();
        return (int) waiting.stream().filter(one -> one.isWaiting(now)).count();
    }

    @Override
    public Waiting enqueue() {
        long now = nanoTime.getAsLong();
        var newcomer = new Waiting(now);
        for (var first = waiting.peek(); first != null && !first.isWaiting(now); first = waiting.peek()) {
            waiting.remove(first);
        }
        waiting.add(newcomer);
        return newcomer;
    }

    @Override
    public void dequeue(@Nullable Waiting served) {
        if (served != null) {
            served.over = true;
        }
    }

    @Override
    public Boolean begin() {
        used.increment();
        return true;
    }

    @Override
    public void end(@Nullable Boolean begun) {
        if (begun != null) {
            used.decrement();
        }
    }
}
