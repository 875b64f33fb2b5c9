package io.vouchpost.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FairQueueTest {
    @Test
    void originsTakeTurnsHoweverMuchTheyHave() {
        var queue = new FairQueue<String>(10);
        Stream.of("a1", "a2", "a3", "b1", "c1", "c2").forEach(it -> queue.add(it.substring(0, 1), it));
        assertThat(drained(queue)).containsExactly("a1", "b1", "c1", "a2", "c2", "a3");
    }

    @Test
    void whoHasMostMakesRoomForANewcomer() {
        var queue = new FairQueue<String>(4);
        Stream.of("a1", "a2", "a3", "b1").forEach(it -> queue.add("" + it.charAt(0), it));
        assertThat(queue.add("a", "a4")).contains("a4");
        assertThat(queue.add("c", "c1")).contains("a3");
        assertThat(queue.add("c", "c2"))
                .as("would have as many as the one it displaces")
                .contains("c2");
        assertThat(drained(queue)).containsExactly("a1", "b1", "c1", "a2");
    }

    @Test
    void withoutPlacesNobodyWaits() {
        assertThat(new FairQueue<String>(0).add("a", "a1")).contains("a1");
    }

    /** Of many origins that always want more, none has more than one place beyond another's. */
    @Property(tries = 200)
    void noOriginKeepsAnotherOut(@ForAll @Size(max = 300) List<@IntRange(max = 5) Integer> arrivals) {
        var queue = new FairQueue<Integer>(12);
        arrivals.forEach(origin -> queue.add("" + origin, origin));
        for (int round = 0; round < 12; round++) {
            for (int origin = 0; origin <= 5; origin++) {
                queue.add("" + origin, origin);
            }
        }
        var each = new HashMap<Integer, Integer>();
        drained(queue).forEach(origin -> each.merge(origin, 1, Integer::sum));
        assertThat(each.values()).hasSize(6).allSatisfy(places -> assertThat(places)
                .isEqualTo(2));
    }

    private static <T> List<T> drained(FairQueue<T> queue) {
        var all = new ArrayList<T>();
        for (var next = queue.poll(); next.isPresent(); next = queue.poll()) {
            all.add(next.get());
        }
        assertThat(queue.size()).isZero();
        return all;
    }
}
