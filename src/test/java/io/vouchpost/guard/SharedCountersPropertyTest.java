package io.vouchpost.guard;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/** Whatever three gateways take and give back at the same time: no limit is exceeded by more than their shares. */
class SharedCountersPropertyTest {
    private static final int KEYS = 3;

    private static @Nullable Gateways gateways;

    private static int tries;

    /**
     * A step of one of the gateways.
     *
     * @param amounts of each of the keys; 0: not that one
     * @param givesBack what it has just taken
     * @param waits until all that was asked for is answered
     */
    record Step(int gateway, List<Integer> amounts, boolean givesBack, boolean waits) {}

    private record Taken(Step step, List<Claim> claims, Future<Optional<Claim.Excess>> answer) {}

    @BeforeContainer
    static void open() {
        gateways = new Gateways(3);
    }

    @AfterContainer
    static void close() {
        gateways.close();
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.of(0, 0, 1, 1, 1, 7).list().ofSize(KEYS),
                        Arbitraries.integers().between(0, 9).map(dice -> dice == 0),
                        Arbitraries.integers().between(0, 9).map(dice -> dice == 0))
                .as(Step::new)
                .list()
                .ofMinSize(20)
                .ofMaxSize(200);
    }

    @Property(tries = 150)
    void noLimitIsExceededByMoreThanTheShares(
            @ForAll("steps") List<Step> steps, @ForAll("limits") List<Integer> limits) {
        int number = ++tries;
        var window = Window.of(ChronoUnit.HOURS, gateways.clock.instant());
        var under = new ArrayList<Taken>();
        var sums = new HashMap<String, Long>();
        for (var step : steps) {
            var claims = new ArrayList<Claim>();
            for (int key = 0; key < KEYS; key++) {
                if (step.amounts().get(key) > 0) {
                    claims.add(new Claim(
                            number + "-" + key,
                            window,
                            limits.get(key),
                            step.amounts().get(key)));
                }
            }
            under.add(new Taken(step, claims, gateways.get(step.gateway()).take(claims)));
            if (step.waits()) {
                settle(under, sums);
            }
        }
        settle(under, sums);
        for (int key = 0; key < KEYS; key++) {
            int limit = limits.get(key);
            assertThat(sums.getOrDefault(number + "-" + key, 0L))
                    .as("taken of %d", limit)
                    .isLessThanOrEqualTo(limit + 3 * (limit * 15L / 1000))
                    .isLessThanOrEqualTo((long) (limit * 1.05));
        }
    }

    @Provide
    Arbitrary<List<Integer>> limits() {
        return Arbitraries.of(1, 3, 10, 66, 67, 134, 300).list().ofSize(KEYS);
    }

    private static void settle(List<Taken> under, Map<String, Long> sums) {
        for (var taken : under) {
            if (await(taken.answer()).isEmpty()) {
                if (taken.step().givesBack()) {
                    gateways.get(taken.step().gateway()).giveBack(taken.claims());
                } else {
                    taken.claims().forEach(claim -> sums.merge(claim.key(), claim.amount(), Long::sum));
                }
            }
        }
        under.clear();
    }
}
