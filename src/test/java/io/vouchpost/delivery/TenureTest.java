package io.vouchpost.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.TurnedClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TenureTest {
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final TurnedClock clock = new TurnedClock();
    private final Tenure tenure = Tenure.begin(clock, clock.instant(), LEASE);

    @Test
    void itGoesOnAsLongAsItIsRenewedInTime() {
        for (int i = 0; i < 5; i++) {
            clock.advance(Duration.ofSeconds(50));
            assertThat(tenure.holds()).isTrue();
            tenure.renew(clock.instant(), LEASE);
        }
    }

    @Test
    void itEndsBeforeTheLeaseDoes() {
        clock.advance(Duration.ofSeconds(55));
        assertThat(tenure.holds()).isFalse();
    }

    @Test
    void oneThatHasEndedDoesNotBeginAgainForAnotherMayHaveTheMessage() {
        clock.advance(Duration.ofMinutes(3));
        tenure.renew(clock.instant(), LEASE);
        assertThat(tenure.holds()).isFalse();
    }
}
