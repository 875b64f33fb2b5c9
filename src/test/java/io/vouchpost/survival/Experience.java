package io.vouchpost.survival;

import io.vouchpost.survival.MailProgram.Setback;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What mail programs have met with, all together. */
final class Experience {
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger retried = new AtomicInteger();
    private final AtomicLong longestNanos = new AtomicLong();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final Map<Setback, AtomicInteger> setbacks = new ConcurrentHashMap<>();

    /**
     * A message was answered with 250.
     *
     * @param attempts with the one that succeeded
     * @param took since the first of them
     */
    void accepted(int attempts, Duration took) {
        if (attempts > 1) {
            retried.incrementAndGet();
        }
        longestNanos.accumulateAndGet(took.toNanos(), Math::max);
        accepted.incrementAndGet();
    }

    /** A message was given up. */
    void refused(String how) {
        refused.add(how);
    }

    void had(Setback setback) {
        setbacks.computeIfAbsent(setback, first -> new AtomicInteger()).incrementAndGet();
    }

    int accepted() {
        return accepted.get();
    }

    /** Of those accepted: how many needed more than one attempt. */
    int retried() {
        return retried.get();
    }

    /** From the first attempt to the 250. */
    Duration longest() {
        return Duration.ofNanos(longestNanos.get());
    }

    List<String> refused() {
        return List.copyOf(refused);
    }

    int setbacks(Setback setback) {
        return setbacks.getOrDefault(setback, new AtomicInteger()).get();
    }
}
