package io.vouchpost.verticle;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vouchpost.LogLines;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An outage is two lines in the log, however many rounds it lasts. */
@Timeout(30)
class RoundsTest {
    private static final int IN_VAIN = 5;

    private final Vertx vertx = Vertx.vertx();
    private final LogLines log = LogLines.of(Rounds.class);

    @AfterEach
    void close() {
        log.close();
        await(vertx.close());
    }

    @Test
    void anOutageIsToldOnceAndItsEndToo() {
        var rounds = new AtomicInteger();
        Promise<Void> done = Promise.promise();
        new Rounds(vertx).every(() -> Duration.ofMillis(1), "the work", () -> {
            int round = rounds.incrementAndGet();
            if (round == IN_VAIN + 3) {
                done.complete();
            }
            return round <= IN_VAIN ? Future.failedFuture("away: " + round % 2) : Future.succeededFuture();
        });
        await(done.future());

        assertThat(log.lines()).containsExactly("the work has to wait: away: 1", "the work goes on");
    }
}
