package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ThrongTest {
    private final AtomicLong now = new AtomicLong();
    private final Throng throng = new Throng("192.0.2.1"::equals, 3, now::get);

    private String enter(String address) {
        return throng.enter(address, () -> Future.succeededFuture("asked"), () -> "crowded")
                .result();
    }

    @Test
    void strangersFindRoomForSoManyInASecond() {
        for (int i = 0; i < 3; i++) {
            assertThat(enter("198.51.100." + i)).isEqualTo("asked");
        }
        assertThat(enter("198.51.100.9")).isEqualTo("crowded");
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(enter("198.51.100.9")).isEqualTo("asked");
    }

    @Test
    void whoIsKnownFindsRoomHoweverManyStrangersCome() {
        for (int i = 0; i < 100; i++) {
            enter("198.51.100.1");
        }
        assertThat(enter("192.0.2.1")).isEqualTo("asked");
    }
}
