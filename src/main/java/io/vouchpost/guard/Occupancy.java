package io.vouchpost.guard;

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How many are connected right now to this process, in all and from each address. Safe for all threads. */
public final class Occupancy {
    private final Clock clock;
    private final AtomicInteger all = new AtomicInteger();
    private final ConcurrentMap<String, Integer> addresses = new ConcurrentHashMap<>();

    public Occupancy(Clock clock) {
        this.clock = clock;
    }

    /**
     * Counts a connection in, or says which limit is reached; then it is not counted.
     *
     * @param limit in all
     * @param limitPerAddress from one address
     */
    public Optional<Ruling.Wait> enter(String address, int limit, int limitPerAddress) {
        if (all.incrementAndGet() > limit) {
            all.decrementAndGet();
            return Optional.of(new Ruling.Wait("limits.connections", limit + " connections in all", clock.instant()));
        }
        if (addresses.merge(address, 1, Integer::sum) > limitPerAddress) {
            leave(address);
            return Optional.of(new Ruling.Wait(
                    "limits.connectionsPerAddress", limitPerAddress + " connections from " + address, clock.instant()));
        }
        return Optional.empty();
    }

    /** Counts one out that came in. */
    public void leave(String address) {
        all.decrementAndGet();
        addresses.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    }

    /** Connected now. */
    public int connections() {
        return all.get();
    }
}
