package io.vouchpost.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.LogLines;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LossesTest {
    private final LogLines log = LogLines.of(Losses.class);
    private final AtomicLong nanos = new AtomicLong();
    private final Losses losses = new Losses("the test", nanos::get);

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void aMinuteHasOneLineAtMostAndAllAreTold() {
        for (int i = 0; i < 1000; i++) {
            losses.count(1);
        }
        assertThat(log.lines()).hasSize(1);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(59));
        losses.count(5);
        assertThat(log.lines()).hasSize(1);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        losses.tell(false);
        losses.tell(false);
        assertThat(log.lines()).hasSize(2);
        assertThat(log.lines().get(1))
                .isEqualTo("audit: the test does not keep up: 1004 events were dropped, 1005 since the start");
        assertThat(losses.total()).isEqualTo(1005);
    }
}
