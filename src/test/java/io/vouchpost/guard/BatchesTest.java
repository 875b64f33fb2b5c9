package io.vouchpost.guard;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vouchpost.LogLines;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchesTest {
    private final Vertx vertx = Vertx.vertx();
    private volatile Future<Void> database = Future.succeededFuture();
    private final Batches<Integer, Integer> batches =
            new Batches<>(vertx, "asking for numbers", 10, 100, numbers -> database.map(numbers));

    @AfterEach
    void close() {
        await(vertx.close());
    }

    /** The guard's verticle ends while what it has asked for is not all settled; the gateway waits for that. */
    @Test
    void goesOnWhenTheVerticleThatAskedIsGone() {
        Promise<Void> answer = Promise.promise();
        database = answer.future();
        Deployable asking = context -> {
            batches.ask(1);
            batches.ask(2);
            var last = batches.ask(3); // together with the one before it, which makes a pause
            answer.complete();
            return last;
        };
        await(vertx.deployVerticle(asking).compose(vertx::undeploy));
        assertThat(await(batches.ask(4))).isEqualTo(4);
        await(batches.settled());
    }

    @Test
    void anOutageIsTwoLinesInTheLog() {
        try (var log = LogLines.of(Batches.class)) {
            database = Future.failedFuture("away");
            List.copyOf(IntStream.range(0, 50).mapToObj(batches::ask).toList())
                    .forEach(answer -> assertThat(await(answer.otherwise(-1))).isEqualTo(-1));
            database = Future.succeededFuture();
            assertThat(await(batches.ask(7))).isEqualTo(7);
            assertThat(await(batches.ask(8))).isEqualTo(8);
            assertThat(log.lines()).hasSize(2).first().asString().contains("asking for numbers", "away");
        }
    }
}
