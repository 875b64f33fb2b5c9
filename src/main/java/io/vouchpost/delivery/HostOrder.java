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

    /** Those without weight stand in front, so that they have a small chance too, as the RFC wants it. */
    private static <T> List<T> byWeight(List<T> equals, Function<T, Host> host, RandomGenerator random) {
        var left = new ArrayList<T>();
        equals.stream().filter(one -> host.apply(one).weight() == 0).forEach(left::add);
        equals.stream().filter(one -> host.apply(one).weight() > 0).forEach(left::add);
        var order = new ArrayList<T>();
        while (!left.isEmpty()) {
            int sum = left.stream().mapToInt(one -> host.apply(one).weight()).sum();
            int chosen = random.nextInt(sum + 1); // from 0 to the sum, both included
            int next = 0;
            for (int running = host.apply(left.get(0)).weight(); running < chosen; next++) {
                running += host.apply(left.get(next + 1)).weight();
            }
            order.add(left.remove(next));
        }
        return order;
    }
}
