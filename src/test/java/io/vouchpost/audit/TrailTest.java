package io.vouchpost.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One trail, several places: none waits for another, and what is lost is counted. */
@Timeout(60)
class TrailTest {
    private static final int MANY = 1000;

    /** Keeps what it is given; may fail, or wait. */
    private static final class Recorded implements Sink {
        final List<String> messages = Collections.synchronizedList(new ArrayList<>());
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch gate;
        final CountDownLatch awaited;
        final AtomicInteger failures;

        Recorded(int awaited, boolean open, int failures) {
            this.awaited = new CountDownLatch(awaited);
            this.gate = new CountDownLatch(open ? 0 : 1);
            this.failures = new AtomicInteger(failures);
        }

        @Override
        public String name() {
            return "a test";
        }

        @Override
        public int write(List<Entry> entries) throws Exception {
            entered.countDown();
            gate.await();
            if (failures.getAndDecrement() > 0) {
                throw new IOException("away");
            }
            entries.forEach(entry -> {
                messages.add(entry.json().getString("message"));
                awaited.countDown();
            });
            return 0;
        }

        @Override
        public void close() {}
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "S1-" + i).toList();
    }

    private static void record(Trail trail, int count) {
        names(count).forEach(name -> trail.record(Events.submission(name)));
    }

    @Test
    void aPlaceThatIsSlowHoldsUpNoOther() throws Exception {
        var slow = new Recorded(0, false, 0);
        var quick = new Recorded(MANY, true, 0);
        try (var trail = new Trail(Pseudonyms.none(), List.of(slow, quick), 2 * MANY)) {
            record(trail, MANY);
            assertThat(quick.awaited.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(quick.messages).isEqualTo(names(MANY));
            assertThat(slow.messages).isEmpty();
            assertThat(trail.dropped()).isZero();
            slow.gate.countDown();
        }
        assertThat(slow.messages).isEqualTo(names(MANY));
    }

    @Test
    void whatFindsNoRoomAtAPlaceIsCountedAndTheRestIsWritten() throws Exception {
        var slow = new Recorded(0, false, 0);
        var quick = new Recorded(MANY + 1, true, 0);
        try (var trail = new Trail(Pseudonyms.none(), List.of(slow, quick), 10)) {
            record(trail, 1);
            assertThat(slow.entered.await(20, TimeUnit.SECONDS)).isTrue();
            for (var name : names(MANY)) {
                trail.record(Events.submission(name));
                long left = MANY - Integer.parseInt(name.substring(3)) - 1;
                while (quick.awaited.getCount() > left) {
                    Thread.onSpinWait(); // one by one, so that the quick one has room
                }
            }
            assertThat(trail.dropped()).as("one is being written, ten wait").isEqualTo(MANY - 10);
            slow.gate.countDown();
        }
        assertThat(slow.messages).hasSize(11);
        assertThat(quick.messages).hasSize(MANY + 1);
    }

    @Test
    void whatCouldNotBeWrittenIsTriedAgainAndNothingIsLost() throws Exception {
        var sink = new Recorded(MANY, true, 3);
        try (var trail = new Trail(Pseudonyms.none(), List.of(sink))) {
            record(trail, MANY);
            assertThat(sink.awaited.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(trail.dropped()).isZero();
        }
        assertThat(sink.messages).isEqualTo(names(MANY));
    }

    @Test
    void closingWaitsForNobodyForEver() {
        var stuck = new Recorded(0, false, 0);
        var trail = new Trail(Pseudonyms.none(), List.of(stuck));
        record(trail, 3);
        trail.close();
        assertThat(stuck.messages).isEmpty();
        assertThat(trail.dropped()).isEqualTo(3);
        trail.record(Events.login());
        assertThat(trail.dropped()).as("after the end").isEqualTo(4);
    }

    @Test
    void closingTriesAPlaceThatIsAwayOnceMoreAndCountsTheRest() {
        var away = new Recorded(0, true, Integer.MAX_VALUE);
        var trail = new Trail(Pseudonyms.none(), List.of(away));
        record(trail, MANY);
        trail.close();
        assertThat(trail.dropped()).isEqualTo(MANY);
    }
}
