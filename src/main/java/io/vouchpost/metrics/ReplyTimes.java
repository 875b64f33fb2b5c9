package io.vouchpost.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.LongStream;

/** How long clients wait for us. On the way of each reply: one look-up and one addition, no more. */
public final class ReplyTimes {
    /** From what nobody notices to what makes mail programs give up (RFC 5321 §4.5.3.2). */
    private static final Duration[] BUCKETS = LongStream.of(
                    1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final Map<String, Timer> replies = new ConcurrentHashMap<>();
    private final Map<String, Timer> logIns = new ConcurrentHashMap<>();
    private final Function<String, Timer> reply;
    private final Function<String, Timer> logIn;

    ReplyTimes(MeterRegistry registry) {
        reply = verb -> Timer.builder("vouchpost.reply")
                .description("From a command, or the end of a message, to our reply")
                .tag("verb", verb)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        logIn = mechanism -> Timer.builder("vouchpost.login")
                .description("Our part of log-ins that were accepted, all steps together")
                .tag("mechanism", mechanism)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    /**
     * @param verb of a few known ones
     */
    public void replied(String verb, long nanos) {
        replies.computeIfAbsent(verb, reply).record(nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * @param mechanism one that is offered
     */
    public void loggedIn(String mechanism, long nanos) {
        logIns.computeIfAbsent(mechanism, logIn).record(nanos, TimeUnit.NANOSECONDS);
    }
}
