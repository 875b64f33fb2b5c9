package io.vouchpost.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MeanwhileTest {
    private final Meanwhile<String> meanwhile = new Meanwhile<>();
    private final List<Set<String>> settled = new ArrayList<>();

    @Test
    void knowsWhatWasToldOfWhileItWasRead() {
        tell("before");
        var reading = meanwhile.begin();
        tell("anna");
        tell("bert");
        tell("anna");
        reading.end(settled::add);
        tell("after");
        assertThat(settled).containsExactly(Set.of("anna", "bert"));
    }

    @Test
    void aReadingThatAnotherFollowsDoesNothing() {
        var old = meanwhile.begin();
        tell("anna");
        var fresh = meanwhile.begin();
        tell("bert");
        assertThat(old.counts()).isFalse();
        old.end(settled::add);
        assertThat(settled).isEmpty();

        assertThat(fresh.counts()).isTrue();
        tell("carl");
        fresh.end(settled::add);
        assertThat(settled).containsExactly(Set.of("bert", "carl"));
        assertThat(fresh.counts()).isFalse();
    }

    @Test
    @Timeout(20)
    void noChangeComesInTheMidstOfAnEnd() throws Exception {
        var reading = meanwhile.begin();
        var happened = new ArrayList<String>();
        var teller = new Thread(() -> {
            meanwhile.tell("anna", () -> happened.add("change"));
        });
        reading.end(told -> {
            teller.start();
            awaitBlocked(teller);
            happened.add("end");
        });
        teller.join();
        assertThat(happened).containsExactly("end", "change");
    }

    private void tell(String key) {
        meanwhile.tell(key, () -> {});
    }

    /** Or it has run on, which the order of what happened tells. */
    private static void awaitBlocked(Thread thread) {
        while (thread.getState() != Thread.State.BLOCKED && thread.getState() != Thread.State.TERMINATED) {
            Thread.onSpinWait();
        }
    }
}
