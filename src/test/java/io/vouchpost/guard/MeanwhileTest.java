package io.vouchpost.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MeanwhileTest {
    private final ConcurrentMap<String, Note> held = new ConcurrentHashMap<>();
    private Runnable whenAsked = () -> {};
    private final Meanwhile<String, Note> meanwhile = new Meanwhile<>(held, note -> {
        whenAsked.run();
        return note.about();
    });

    private record Note(String about, int text) {}

    @Test
    void whatWasReadTakesThePlaceOfAllBefore() {
        tell("stays", 1);
        tell("changes", 1);
        tell("goes", 1);
        var gone = meanwhile.begin().end(List.of(new Note("stays", 1), new Note("changes", 2), new Note("comes", 1)));
        assertThat(gone).contains(Set.of("goes"));
        assertThat(held.values())
                .containsExactlyInAnyOrder(new Note("stays", 1), new Note("changes", 2), new Note("comes", 1));
    }

    @Test
    void whatWasToldWhileItWasReadIsNewer() {
        tell("removed", 1);
        var reading = meanwhile.begin();
        tell("changed", 2);
        tell("new", 2);
        meanwhile.remove("removed");
        var gone = reading.end(List.of(new Note("changed", 1), new Note("removed", 1), new Note("read", 1)));
        assertThat(gone).contains(Set.of());
        assertThat(held.values())
                .containsExactlyInAnyOrder(new Note("changed", 2), new Note("new", 2), new Note("read", 1));
    }

    @Test
    void whatIsToldIsWeighedAgainstWhatIsHeld() {
        tell("anna", 2);
        meanwhile.merge(new Note("anna", 1), (old, fresh) -> old.text() > fresh.text() ? old : fresh);
        assertThat(held).containsEntry("anna", new Note("anna", 2));
    }

    @Test
    void aReadingThatAnotherFollowsDoesNothing() {
        var old = meanwhile.begin();
        tell("anna", 1);
        var fresh = meanwhile.begin();
        assertThat(old.counts()).isFalse();
        assertThat(old.end(List.of(new Note("bert", 1)))).isEmpty();
        assertThat(held).containsOnlyKeys("anna");

        assertThat(fresh.counts()).isTrue();
        tell("carl", 1);
        assertThat(fresh.end(List.of(new Note("dora", 1)))).contains(Set.of("anna"));
        assertThat(held).containsOnlyKeys("carl", "dora");
        assertThat(fresh.counts()).isFalse();
        assertThat(fresh.end(List.of())).isEmpty();
        assertThat(held).containsOnlyKeys("carl", "dora");
    }

    @Test
    @Timeout(20)
    void noChangeComesInTheMidstOfAnEnd() throws Exception {
        var teller = new Thread(() -> meanwhile.remove("anna"));
        var reading = meanwhile.begin();
        whenAsked = () -> {
            whenAsked = () -> {};
            teller.start();
            awaitBlocked(teller);
        };
        reading.end(List.of(new Note("anna", 1)));
        teller.join();
        assertThat(held).isEmpty();
    }

    private void tell(String about, int text) {
        meanwhile.put(new Note(about, text));
    }

    /** Or it has run on, which what is held in the end tells. */
    private static void awaitBlocked(Thread thread) {
        while (thread.getState() != Thread.State.BLOCKED && thread.getState() != Thread.State.TERMINATED) {
            Thread.onSpinWait();
        }
    }
}
