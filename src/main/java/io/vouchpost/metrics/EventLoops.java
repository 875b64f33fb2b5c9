package io.vouchpost.metrics;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Whether the event loops turn: each has a pulse, and how late it comes is what everything else on that loop waits, too. One
 * that does not come at all for long means that the loop is stuck, and that the process is better started anew.
 */
public final class EventLoops {
    private static final long BEAT_NANOS = Duration.ofMillis(50).toNanos();
    /** Far beyond a full garbage collection, or a machine with too much to do. */
    private static final long STUCK_NANOS = Duration.ofSeconds(15).toNanos();
    /** The worst is remembered for one to two of these: a scrape each minute still sees it. */
    private static final long WINDOW_NANOS = Duration.ofSeconds(60).toNanos();

    private final LongSupplier nanoTime;
    private final List<Pulse> pulses;

    private EventLoops(Vertx vertx, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        var internal = (VertxInternal) vertx;
        this.pulses = Stream.of(internal.nettyEventLoopGroup(), internal.acceptorEventLoopGroup())
                .flatMap(group -> StreamSupport.stream(group.spliterator(), false))
                .map(Pulse::new)
                .toList();
    }

    /** All event loops of a Vert.x, until {@link #close}. */
    public static EventLoops watch(Vertx vertx) {
        return watch(vertx, System::nanoTime);
    }

    static EventLoops watch(Vertx vertx, LongSupplier nanoTime) {
        return new EventLoops(vertx, nanoTime);
    }

    /** The longest that anything had to wait on any of them in the last minute or two, in seconds. */
    public double lag() {
        long now = nanoTime.getAsLong();
        return pulses.stream().mapToLong(pulse -> pulse.worst(now)).max().orElse(0) / 1e9;
    }

    /** A sentence for each that is stuck. */
    public List<String> stuck() {
        long now = nanoTime.getAsLong();
        return pulses.stream()
                .map(pulse -> pulse.late(now))
                .filter(late -> late > STUCK_NANOS)
                .map(late -> "an event loop has been stuck for " + TimeUnit.NANOSECONDS.toSeconds(late)
                        + " s: see the log for where (BlockedThreadChecker)")
                .toList();
    }

    public void close() {
        pulses.forEach(Pulse::stop);
    }

    /** Of one event loop; written by it alone. */
    private final class Pulse {
        private final Future<?> beats;
        private volatile long due;
        private volatile long worstBefore;
        private volatile long worst;
        private long windowEnd;

        Pulse(EventExecutor loop) {
            due = nanoTime.getAsLong() + BEAT_NANOS;
            windowEnd = due + WINDOW_NANOS;
            beats = loop.scheduleWithFixedDelay(this::beat, BEAT_NANOS, BEAT_NANOS, TimeUnit.NANOSECONDS);
        }

        private void beat() {
            long now = nanoTime.getAsLong();
            if (now - windowEnd >= 0) {
                worstBefore = worst;
                worst = 0;
                windowEnd = now + WINDOW_NANOS;
            }
            worst = Math.max(worst, late(now));
            due = now + BEAT_NANOS;
        }

        long late(long now) {
            return Math.max(0, now - due);
        }

        long worst(long now) {
            return Math.max(late(now), Math.max(worst, worstBefore));
        }

        void stop() {
            beats.cancel(false);
        }
    }
}
