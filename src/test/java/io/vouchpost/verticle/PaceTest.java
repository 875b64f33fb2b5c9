package io.vouchpost.verticle;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class PaceTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @ParameterizedTest
    @CsvSource({"0, 5000", "1, 4999", "4999, 1", "5000, 5000", "5001, 4999", "12345, 2655"})
    void whatIsLeftOfAStep(long elapsedMicros, long restMicros) {
        assertThat(Pace.rest(TimeUnit.MICROSECONDS.toNanos(elapsedMicros)))
                .isEqualTo(TimeUnit.MICROSECONDS.toNanos(restMicros));
    }

    @Test
    void anAnswerThatIsThereWaitsForTheEndOfItsStep() {
        var pace = new Pace(vertx, () -> 0);
        Promise<String> work = Promise.promise();
        var kept = pace.keep(work::future);
        work.complete("done");
        assertThat(kept.isComplete()).isFalse();
        assertThat(await(kept)).isEqualTo("done");
    }

    @Test
    void aFailureStaysOne() {
        var kept = new Pace(vertx).keep(() -> Future.failedFuture("away"));
        assertThat(await(kept.otherwise(Throwable::getMessage))).isEqualTo("away");
    }
}
