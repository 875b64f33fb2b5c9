package io.vouchpost.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vouchpost.TurnedClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final TurnedClock clock = new TurnedClock();
    private final Turns turns = new Turns(clock);

    private static List<Turns.Lane> lanes(String network, String account) {
        return List.of(
                new Turns.Lane(new LockKey(LockKind.NETWORK, "", network, ""), 3),
                new Turns.Lane(new LockKey(LockKind.PAIR, account, network, ""), 2),
                new Turns.Lane(new LockKey(LockKind.ACCOUNT, account, "", ""), 3));
    }

    @Test
    void whoComesFirstIsLetInFirst() {
        assertThat(turns.take("one", lanes("a", "x"))).isTrue();
        assertThat(turns.take("two", lanes("a", "x"))).isTrue();
        assertThat(turns.take("three", lanes("a", "x"))).isFalse();
        var three = turns.await("three", lanes("a", "x"));
        var four = turns.await("four", lanes("a", "x"));
        assertThat(three.isComplete()).isFalse();
        turns.giveBack("two", lanes("a", "x"));
        assertThat(three.result()).isTrue();
        assertThat(four.isComplete()).isFalse();
        turns.giveBack("one", lanes("a", "x"));
        assertThat(four.result()).isTrue();
    }

    @Test
    void waitingHasAnEnd() {
        turns.take("one", lanes("a", "x"));
        turns.take("two", lanes("a", "x"));
        var three = turns.await("three", lanes("a", "x"));
        clock.advance(Turns.LONGEST_WAIT.minusMillis(1));
        turns.expire();
        assertThat(three.isComplete()).isFalse();
        clock.advance(Duration.ofMillis(1));
        turns.expire();
        assertThat(three.result()).isFalse();
    }

    @Test
    void aTurnOfWhichNobodySaysWhatCameOfItIsGivenBack() {
        turns.take("one", lanes("a", "x"));
        turns.take("two", lanes("a", "x"));
        clock.advance(Turns.LONGEST_TURN.minus(Duration.ofSeconds(1)));
        var three = turns.await("three", lanes("a", "x"));
        clock.advance(Duration.ofSeconds(1));
        turns.expire();
        assertThat(three.result()).isTrue();
    }

    /** The clock is the database's, and may be another one after a failover. */
    @Test
    void aClockThatIsSetBackKeepsNobodyWaiting() {
        turns.take("one", lanes("a", "x"));
        turns.take("two", lanes("a", "x"));
        var before = turns.await("three", lanes("a", "x"));
        clock.advance(Duration.ofHours(-1));
        turns.expire();
        assertThat(before.result()).isFalse();
        assertThat(turns.take("four", lanes("a", "x"))).isTrue();
        clock.advance(Duration.ofMillis(-20));
        turns.expire();
        assertThat(turns.take("five", lanes("a", "x"))).isTrue();
        assertThat(turns.take("six", lanes("a", "x"))).isFalse();
    }

    /** The database takes longer to count than the answer is held back, and the client goes on. */
    @Test
    void anAttemptKeepsItsTurnWhileTheOneBeforeItIsCounted() {
        assertThat(turns.take("one", lanes("a", "x"))).isTrue();
        assertThat(turns.take("one", lanes("a", "x"))).isTrue();
        turns.giveBack("one", lanes("a", "x"));
        assertThat(turns.take("two", lanes("a", "x"))).isTrue();
        assertThat(turns.take("three", lanes("a", "x"))).isFalse();
        turns.giveBack("one", lanes("a", "x"));
        assertThat(turns.take("three", lanes("a", "x"))).isTrue();
    }

    @Test
    void aTurnAtOneAccountIsNotEndedByThatAtAnother() {
        turns.take("one", lanes("a", "x"));
        turns.take("one", lanes("a", "y"));
        turns.take("two", lanes("b", "x"));
        turns.take("two", lanes("b", "x"));
        turns.giveBack("one", lanes("a", "y"));
        assertThat(turns.take("three", lanes("c", "x"))).isFalse();
        turns.giveBack("one", lanes("a", "x"));
        assertThat(turns.take("three", lanes("c", "x"))).isTrue();
    }

    @Test
    void theQueueIsBounded() {
        turns.take("one", lanes("a", "x"));
        turns.take("two", lanes("a", "x"));
        var refused = 0;
        for (var i = 0; i < 1_000; i++) {
            var waiting = turns.await("more" + i, lanes("a", "x"));
            if (waiting.isComplete() && !waiting.result()) {
                refused++;
            }
        }
        assertThat(refused).isEqualTo(800);
    }

    @Test
    void aTurnThatRestsIsNobodysNotEvenTheSessionsThatHadIt() {
        turns.take("one", lanes("a", "x"));
        turns.take("two", lanes("a", "x"));
        turns.rest("one", lanes("a", "x"), Duration.ofSeconds(5));
        turns.giveBack("one", lanes("a", "x"));
        var three = turns.await("three", lanes("a", "x"));
        clock.advance(Duration.ofMillis(4_999));
        turns.expire();
        assertThat(three.isComplete()).isFalse();
        clock.advance(Duration.ofMillis(1));
        turns.expire();
        assertThat(three.result()).isTrue();
    }

    /** More than anybody has reason for: the oldest rest no longer, so that memory is bounded. */
    @Test
    void soManyRestAtMost() {
        for (var i = 0; i <= 20_000; i++) {
            turns.take("one", lanes("a" + i, "x" + i));
            turns.take("two", lanes("a" + i, "x" + i));
            turns.rest("one", lanes("a" + i, "x" + i), Duration.ofSeconds(5));
        }
        assertThat(turns.take("three", lanes("a0", "x0"))).isTrue();
        assertThat(turns.take("three", lanes("a1", "x1"))).isFalse();
    }

    @Test
    void whoIsDrawnToTheFrontIsNext() {
        var drawn = new Turns(clock, Turns.LONGEST_WAIT, length -> 0);
        drawn.take("one", lanes("a", "x"));
        drawn.take("two", lanes("a", "x"));
        var three = drawn.await("three", lanes("a", "x"));
        var four = drawn.await("four", lanes("a", "x"));
        drawn.giveBack("one", lanes("a", "x"));
        assertThat(four.result()).isTrue();
        assertThat(three.isComplete()).isFalse();
    }

    /** Each number is somebody who comes, or, from 6 on, somebody who goes. */
    @Property(tries = 300)
    void thereIsNeverMoreThanRoomForAndNobodyIsForgotten(
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 9) Integer> steps) {
        var waiting = new HashMap<String, Future<Boolean>>();
        var comers = new ArrayList<String>();
        for (var step : steps) {
            if (step < 6) {
                var session = "S" + comers.size() + " " + (step % 2) + " " + (step / 2);
                comers.add(session);
                waiting.put(session, turns.await(session, lanes("n" + step % 2, "a" + step / 2)));
            } else if (!comers.isEmpty()) {
                waiting.remove(inside(waiting).stream().findFirst().orElse("nobody"));
                comers.stream().filter(session -> !waiting.containsKey(session)).forEach(this::goes);
            }
            for (var network : List.of("0", "1")) {
                assertThat(inside(waiting).stream().filter(s -> s.split(" ")[1].equals(network)))
                        .hasSizeLessThanOrEqualTo(3);
            }
            for (var account : List.of("0", "1", "2")) {
                assertThat(inside(waiting).stream().filter(s -> s.split(" ")[2].equals(account)))
                        .hasSizeLessThanOrEqualTo(3);
            }
        }
        for (var i = 0; i < comers.size(); i++) {
            comers.forEach(this::goes);
        }
        assertThat(waiting.values()).allMatch(Future::isComplete);
    }

    private void goes(String comer) {
        var words = comer.split(" ");
        turns.giveBack(comer, lanes("n" + words[1], "a" + words[2]));
    }

    private static List<String> inside(HashMap<String, Future<Boolean>> waiting) {
        return waiting.keySet().stream()
                .filter(session -> waiting.get(session).isComplete()
                        && waiting.get(session).result())
                .toList();
    }
}
