package io.vouchpost.delivery;

import io.vouchpost.config.RouteSettings.Host;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** In which order hosts are tried: by priority, and by weight among equals (RFC 2782, "Weight"). */
final class HostOrder {
    private HostOrder() {}

    static <T> List<T> of(List<T> all, Function<T, Host> host, RandomGenerator random) {
        return all.stream()
                .collect(Collectors.groupingBy(one -> host.apply(one).priority(), TreeMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(equals -> byWeight(equals, host, random))
                .flatMap(Collection::stream)
                .toList();
    }

    private static <T> List<T> byWeight(List<T> equals, Function<T, Host> host, RandomGenerator random) {
        var left = new ArrayList<>(equals);
        var order = new ArrayList<T>();
        while (!left.isEmpty()) {
            long chosen = random.nextLong(
                    left.stream().mapToLong(one -> share(host.apply(one))).sum());
            int next = 0;
            for (long running = share(host.apply(left.get(0))); running <= chosen; next++) {
                running += share(host.apply(left.get(next + 1)));
            }
            order.add(left.remove(next));
        }
        return order;
    }

    /**
     * In hundredths of a weight: who has none has "a very small chance" all the same. Drawn from 0 to the sum, as the RFC has
     * it, a host of weight 1 would come first twice as often as its equal.
     */
    private static long share(Host host) {
        return Math.max(1, 100L * host.weight());
    }
}
