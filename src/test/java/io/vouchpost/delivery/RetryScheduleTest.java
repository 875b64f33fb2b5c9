package io.vouchpost.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.config.RetrySettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final List<Duration> INTERVALS =
            List.of(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofHours(1));

    private final RetrySchedule schedule = new RetrySchedule(new Random(1));

    @Test
    void theIntervalsComeInTheirOrderAndTheLastOneIsRepeated() {
        var minutes = IntStream.rangeClosed(1, 5)
                .mapToObj(attempts -> schedule.next(settings(0), attempts, NOON))
                .map(next -> Duration.between(NOON, next).toMinutes());

        assertThat(minutes).containsExactly(1L, 5L, 60L, 60L, 60L);
    }

    @Property
    void jitterStaysWithinItsBounds(@ForAll @IntRange(max = 90) int jitter, @ForAll @IntRange(min = 1) int attempts) {
        var interval = INTERVALS.get(Math.min(attempts, 3) - 1).toMillis();
        var next = Duration.between(NOON, schedule.next(settings(jitter), attempts, NOON))
                .toMillis();

        assertThat((double) next).isBetween(interval * (1 - jitter / 100.0) - 1, interval * (1 + jitter / 100.0) + 1);
    }

    @Test
    void thoseThatFailTogetherDoNotComeBackTogether() {
        var times = IntStream.range(0, 100)
                .mapToObj(i -> schedule.next(settings(20), 1, NOON))
                .distinct();

        assertThat(times.count()).isGreaterThan(90);
    }

    @Test
    void expiryAndWarningCountFromWhenTheMessageWasAccepted() {
        var settings = settings(0);

        assertThat(RetrySchedule.isLate(settings, NOON, NOON.plus(Duration.ofHours(4))))
                .isTrue();
        assertThat(RetrySchedule.isLate(
                        settings, NOON, NOON.plus(Duration.ofHours(4)).minusMillis(1)))
                .isFalse();
        assertThat(RetrySchedule.isExpired(settings, NOON, NOON.plus(Duration.ofDays(5))))
                .isTrue();
        assertThat(RetrySchedule.isExpired(
                        settings, NOON, NOON.plus(Duration.ofDays(5)).minusMillis(1)))
                .isFalse();
    }

    @Test
    void nobodyIsWarnedWhereThatIsOff() {
        var never = new RetrySettings(INTERVALS, 0, Duration.ofDays(5), Duration.ZERO);

        assertThat(RetrySchedule.isLate(never, NOON, NOON.plus(Duration.ofDays(4))))
                .isFalse();
    }

    private static RetrySettings settings(int jitter) {
        return new RetrySettings(INTERVALS, jitter, Duration.ofDays(5), Duration.ofHours(4));
    }
}
