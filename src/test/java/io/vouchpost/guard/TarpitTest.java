package io.vouchpost.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.TurnedClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TarpitTest {
    private static final Duration LONGEST = Duration.ofSeconds(4);

    private final TurnedClock clock = new TurnedClock();
    private final Tarpit tarpit = new Tarpit(clock);

    @Test
    void theDelayDoublesUpToTheLongest() {
        for (var millis : new long[] {250, 500, 1_000, 2_000, 4_000, 4_000, 4_000}) {
            assertThat(tarpit.delay("192.0.2.1", false, LONGEST)).isEqualTo(Duration.ofMillis(millis));
        }
        assertThat(tarpit.delay("192.0.2.2", false, LONGEST)).isEqualTo(Duration.ofMillis(250));
        assertThat(tarpit.delay("192.0.2.1", false, Duration.ZERO)).isZero();
    }

    @Test
    void theSameGuessAgainIsHeldBackNoLonger() {
        assertThat(tarpit.delay("192.0.2.1", false, LONGEST)).isEqualTo(Duration.ofMillis(250));
        for (var i = 0; i < 5; i++) {
            assertThat(tarpit.delay("192.0.2.1", true, LONGEST)).isEqualTo(Duration.ofMillis(250));
        }
        assertThat(tarpit.delay("192.0.2.1", false, LONGEST)).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void aFailureIsForgotten() {
        tarpit.delay("192.0.2.1", false, LONGEST);
        clock.advance(Duration.ofMinutes(10).plusMillis(1));
        assertThat(tarpit.delay("192.0.2.1", false, LONGEST)).isEqualTo(Duration.ofMillis(250));
    }
}
