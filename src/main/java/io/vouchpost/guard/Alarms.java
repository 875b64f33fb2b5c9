package io.vouchpost.guard;

import com.github.benmanes.caffeine.cache.Cache;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/** Lets an alarm through once in ten minutes for each kind, rule, account and network. */
final class Alarms {
    private static final Duration QUIET = Duration.ofMinutes(10);
    private static final long MOST = 10_000;

    private final Consumer<Alarm> listener;
    private final Cache<Subject, Boolean> raised;

    private record Subject(Alarm.Kind kind, String rule, String account, String network) {}

    Alarms(Clock clock, Consumer<Alarm> listener) {
        this.listener = listener;
        this.raised = Memory.by(clock).maximumSize(MOST).expireAfterWrite(QUIET).build();
    }

    void raise(Alarm alarm) {
        raise("", alarm);
    }

    /**
     * @param rule tells alarms of one kind apart
     */
    void raise(String rule, Alarm alarm) {
        var subject = new Subject(alarm.kind(), rule, alarm.account(), alarm.network());
        if (raised.asMap().putIfAbsent(subject, true) == null) {
            listener.accept(alarm);
        }
    }
}
