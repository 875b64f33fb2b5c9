package io.vouchpost.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * How many connections each network has made in the current minute, which starts with its first one. Counted by each
 * replica for itself: a flood is to be stopped where it arrives.
 */
final class ConnectionRate {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final long MOST_NETWORKS = 100_000;

    private final Clock clock;
    private final Cache<String, Window> windows;

    ConnectionRate(Clock clock) {
        this.clock = clock;
        this.windows = Caffeine.newBuilder()
                .maximumSize(MOST_NETWORKS)
                .expireAfterWrite(MINUTE.multipliedBy(2))
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .build();
    }

    /** A minute of one network, with the connections in it. */
    record Window(Instant start, int connections) {

        Instant end() {
            return start.plus(MINUTE);
        }
    }

    /** Counts one more. */
    Window count(String network) {
        var now = clock.instant();
        return windows.asMap()
                .merge(
                        network,
                        new Window(now, 1),
                        (old, fresh) ->
                                now.isBefore(old.end()) ? new Window(old.start(), old.connections() + 1) : fresh);
    }
}
