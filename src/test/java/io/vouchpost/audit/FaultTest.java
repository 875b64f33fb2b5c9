package io.vouchpost.audit;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.vouchpost.LogLines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An event that cannot be put into its form, or not be written, costs itself and no other. */
@Timeout(60)
class FaultTest {
    private static final int MANY = 1000;
    private static final String SECRET = "alice has written to her doctor";
    private static final Map<String, Throwable> FAULTS =
            Map.of("S1-3", new IllegalStateException(SECRET), "S1-500", new StackOverflowError(SECRET));

    private final LogLines log = LogLines.of(Trail.class.getPackageName());

    @AfterEach
    void close() {
        log.close();
    }

    /** Cannot write some; is away for the first few times where it could. */
    private static final class Picky implements Sink {
        final List<String> messages = Collections.synchronizedList(new ArrayList<>());
        final CountDownLatch awaited;
        final AtomicInteger outages;
        private final Map<String, Throwable> faults;

        Picky(Map<String, Throwable> faults, int awaited, int outages) {
            this.faults = new HashMap<>(faults);
            this.awaited = new CountDownLatch(awaited);
            this.outages = new AtomicInteger(outages);
        }

        @Override
        public String name() {
            return "a test";
        }

        @Override
        public int write(List<Entry> entries) throws IOException {
            var batch = entries.stream()
                    .map(entry -> entry.json().getString("message"))
                    .toList();
            batch.forEach(message -> fail(faults.get(message)));
            if (outages.getAndDecrement() > 0) {
                throw new IOException("away");
            }
            messages.addAll(batch);
            batch.forEach(message -> awaited.countDown());
            return 0;
        }

        @Override
        public void close() {}
    }

    private static void fail(@Nullable Throwable fault) {
        if (fault instanceof RuntimeException problem) {
            throw problem;
        }
        if (fault instanceof Error error) {
            throw error;
        }
    }

    private static List<String> names(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "S1-" + i).toList();
    }

    private static void record(Trail trail, List<String> names) {
        names.forEach(name -> trail.record(Events.submission(name)));
    }

    private static List<String> writable(List<String> names) {
        return names.stream().filter(name -> !FAULTS.containsKey(name)).toList();
    }

    @Test
    void whatHasNoFormIsLostAloneAndToldWithoutItsContent() throws Exception {
        var sink = new Picky(Map.of(), 2 * MANY - 2, 0);
        var trail = new Trail(
                event -> {
                    var json = EventJson.encode(event);
                    fail(FAULTS.get(json.getString("message")));
                    return json;
                },
                List.of(sink),
                2 * MANY);
        record(trail, names(0, MANY));
        record(trail, names(MANY, 2 * MANY));
        assertThat(sink.awaited.await(20, TimeUnit.SECONDS)).isTrue();
        trail.close();
        assertThat(sink.messages).isEqualTo(writable(names(0, 2 * MANY)));
        assertThat(trail.dropped()).isEqualTo(2);
        assertThatEachIsToldOf("the trail");
    }

    @Test
    void whatASinkCanNeverWriteIsLostAloneAndToldWithoutItsContent() throws Exception {
        var picky = new Picky(FAULTS, MANY - 2, 3);
        var other = new Picky(Map.of(), MANY, 0);
        var trail = new Trail(Pseudonyms.none(), List.of(picky, other));
        record(trail, names(0, MANY));
        assertThat(picky.awaited.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(other.awaited.await(20, TimeUnit.SECONDS)).isTrue();
        record(trail, names(MANY, MANY + 1));
        trail.close();
        assertThat(picky.messages)
                .as("in order and once, also where the sink was away meanwhile")
                .isEqualTo(writable(names(0, MANY + 1)));
        assertThat(other.messages).isEqualTo(names(0, MANY + 1));
        assertThat(trail.dropped()).isEqualTo(2);
        assertThatEachIsToldOf("a test");
    }

    private void assertThatEachIsToldOf(String place) {
        assertThat(log.lines(Level.WARN))
                .anyMatch(line -> line.startsWith(
                        "audit: " + place + " loses an event by java.lang.IllegalStateException at io.vouchpost."))
                .contains("audit: " + place + " does not keep up: 1 events were dropped, 1 since the start")
                .contains("audit: " + place + " does not keep up: 1 events were dropped, 2 since the start")
                .noneMatch(line -> line.contains(SECRET));
        assertThat(log.lines(Level.ERROR))
                .singleElement()
                .asString()
                .startsWith("audit: " + place + " loses an event by java.lang.StackOverflowError at io.vouchpost.")
                .doesNotContain(SECRET);
    }

    @Test
    void anEventThatIsAloneAndCannotBeWrittenIsNotTriedForEver() throws Exception {
        var picky = new Picky(Map.of("S1-0", new IllegalStateException(SECRET)), 1, 0);
        var trail = new Trail(Pseudonyms.none(), List.of(picky));
        record(trail, names(0, 1));
        while (trail.dropped() < 1) {
            Thread.onSpinWait();
        }
        record(trail, names(1, 2));
        assertThat(picky.awaited.await(20, TimeUnit.SECONDS)).isTrue();
        trail.close();
        assertThat(picky.messages).containsExactly("S1-1");
        assertThat(trail.dropped()).isEqualTo(1);
    }
}
