package io.vouchpost.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DatabaseConnectionsTest {
    private final AtomicLong now = new AtomicLong();
    private final DatabaseConnections connections = new DatabaseConnections(now::get);

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void whoIsServedWaitsNoLonger() {
        var first = connections.enqueue();
        connections.enqueue();
        assertThat(connections.waiting()).isEqualTo(2);
        connections.dequeue(first);
        var begun = connections.begin();
        assertThat(connections.waiting()).isEqualTo(1);
        assertThat(connections.used()).isEqualTo(1);
        connections.end(begun);
        assertThat(connections.used()).isZero();
    }

    /** Vert.x's pool says nothing when a wait ends without a connection. */
    @Test
    void whoWaitsInVainIsForgottenWhenTheTimeIsUp() {
        for (int i = 0; i < 100; i++) {
            connections.enqueue();
        }
        pass(Duration.ofSeconds(3));
        assertThat(connections.waiting()).isEqualTo(100);
        connections.enqueue();
        pass(Duration.ofSeconds(2));
        assertThat(connections.waiting()).isEqualTo(1);
    }
}
