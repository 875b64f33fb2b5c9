package io.vouchpost.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vouchpost.config.RouteSettings.Host;
import java.util.HashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Lowest priority first, by weight among equals: RFC 2782. */
class HostOrderTest {
    private static final int DRAWS = 100_000;

    private final SplittableRandom random = new SplittableRandom(2782);

    @Test
    void aHigherNumberComesLaterWhateverItsWeight() {
        var hosts = List.of(host("c", 20, 65535), host("a", 0, 0), host("b", 10, 1));
        for (int i = 0; i < 100; i++) {
            assertThat(names(hosts)).containsExactly("a", "b", "c");
        }
    }

    @Test
    void amongEqualsEachIsFirstAsOftenAsItsWeightSays() {
        var hosts = List.of(host("a", 0, 10), host("b", 0, 30), host("c", 0, 60));
        var first = new HashMap<String, Integer>();
        for (int i = 0; i < DRAWS; i++) {
            first.merge(names(hosts).get(0), 1, Integer::sum);
        }
        assertThat(first.get("a") / (double) DRAWS).isCloseTo(0.1, within(0.02));
        assertThat(first.get("b") / (double) DRAWS).isCloseTo(0.3, within(0.02));
        assertThat(first.get("c") / (double) DRAWS).isCloseTo(0.6, within(0.02));
    }

    @Test
    void withoutWeightIsSeldomFirstButNotNever() {
        var hosts = List.of(host("a", 0, 99), host("b", 0, 0));
        int first = 0;
        for (int i = 0; i < DRAWS; i++) {
            first += names(hosts).get(0).equals("b") ? 1 : 0;
        }
        assertThat(first / (double) DRAWS).isPositive().isLessThan(0.01);
    }

    @Test
    void equalsShareEvenlyHoweverSmallTheirWeights() {
        for (int weight = 0; weight < 2; weight++) {
            var hosts = List.of(host("a", 0, weight), host("b", 0, weight), host("c", 0, weight));
            int first = 0;
            for (int i = 0; i < DRAWS; i++) {
                first += names(hosts).get(0).equals("b") ? 1 : 0;
            }
            assertThat(first / (double) DRAWS).isCloseTo(1 / 3.0, within(0.02));
        }
    }

    @Property
    void nobodyIsLeftOutAndNobodyComesTwice(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 3) Integer> priorities,
            @ForAll @IntRange(max = 65535) int weight) {
        var hosts = priorities.stream()
                .map(priority -> host("h", priority, weight * priority % 65536))
                .toList();

        var order = HostOrder.of(hosts, Function.identity(), random);

        assertThat(order).containsExactlyInAnyOrderElementsOf(hosts);
        assertThat(order).extracting(Host::priority).isSorted();
    }

    private List<String> names(List<Host> hosts) {
        return HostOrder.of(hosts, Function.identity(), random).stream()
                .map(Host::host)
                .toList();
    }

    private static Host host(String name, int priority, int weight) {
        return new Host(name, 25, false, priority, weight);
    }
}
