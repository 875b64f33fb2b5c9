package io.vouchpost.guard;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/** What the guard remembers for a while: forgotten by its own clock, and on the thread that looks, so that no other has to. */
final class Memory {
    private Memory() {}

    /** To be told how much is remembered, and for how long. */
    static Caffeine<Object, Object> by(Clock clock) {
        return Caffeine.newBuilder()
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run);
    }
}
