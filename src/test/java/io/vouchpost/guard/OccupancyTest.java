package io.vouchpost.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class OccupancyTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private final Occupancy occupancy = new Occupancy(Clock.fixed(NOON, ZoneOffset.UTC));

    @Test
    void countsInAll() {
        assertThat(occupancy.enter("192.0.2.1", 2, 9)).isEmpty();
        assertThat(occupancy.enter("192.0.2.2", 2, 9)).isEmpty();
        assertThat(occupancy.enter("192.0.2.3", 2, 9))
                .contains(new Ruling.Wait("limits.connections", "2 connections in all", NOON));
        assertThat(occupancy.connections()).isEqualTo(2);
        occupancy.leave("192.0.2.1");
        assertThat(occupancy.enter("192.0.2.3", 2, 9)).isEmpty();
    }

    @Test
    void countsForEachAddress() {
        assertThat(occupancy.enter("192.0.2.1", 9, 1)).isEmpty();
        assertThat(occupancy.enter("192.0.2.1", 9, 1))
                .contains(new Ruling.Wait("limits.connectionsPerAddress", "1 connections from 192.0.2.1", NOON));
        assertThat(occupancy.enter("192.0.2.2", 9, 1)).isEmpty();
        occupancy.leave("192.0.2.1");
        assertThat(occupancy.enter("192.0.2.1", 9, 1)).isEmpty();
        assertThat(occupancy.connections()).isEqualTo(2);
    }

    /** Whoever is turned away takes no place, not even for an address of which nobody is there. */
    @Test
    void aRefusalLeavesNothingBehind() {
        IntStream.range(0, 100).forEach(i -> occupancy.enter("192.0.2." + i, 9, 0));
        assertThat(occupancy.connections()).isZero();
        assertThat(occupancy.enter("192.0.2.1", 9, 1)).isEmpty();
    }

    @Test
    void aLimitThatWasLoweredHoldsForTheNext() {
        occupancy.enter("192.0.2.1", 9, 9);
        occupancy.enter("192.0.2.1", 9, 9);
        assertThat(occupancy.enter("192.0.2.1", 1, 9)).isPresent();
        assertThat(occupancy.enter("192.0.2.1", 9, 1)).isPresent();
    }

    @Test
    @Timeout(30)
    void threadsNeverExceedALimitAndLeaveNothing() throws Exception {
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        Callable<Integer> visitor = () -> {
            int served = 0;
            for (int i = 0; i < 20_000; i++) {
                if (occupancy.enter("192.0.2.1", 100, 3).isEmpty()) {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    served++;
                    inside.decrementAndGet();
                    occupancy.leave("192.0.2.1");
                }
            }
            return served;
        };
        int visits = 0;
        var threads = Executors.newFixedThreadPool(8);
        try {
            for (var served : threads.invokeAll(List.of(visitor, visitor, visitor, visitor, visitor, visitor))) {
                visits += served.get(); // one alone may find all places taken each time
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(visits).isPositive();
        assertThat(most.get()).isBetween(1, 3);
        assertThat(occupancy.connections()).isZero();
    }
}
