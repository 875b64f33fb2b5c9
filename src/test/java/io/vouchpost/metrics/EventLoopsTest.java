package io.vouchpost.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vouchpost.admin.Condition;
import io.vouchpost.admin.HealthServer;
import io.vouchpost.config.AdminSettings;
import io.vouchpost.database.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A loop that is really blocked, on a clock that stands still unless it is moved. */
@Timeout(60)
class EventLoopsTest {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(3));
    private final AtomicLong now = new AtomicLong();
    private final EventLoops loops = EventLoops.watch(vertx, now::get);
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void stop() {
        release.countDown();
        loops.close();
        TestDatabase.await(vertx.close());
    }

    /** Not the one that answers. */
    private void block(Context other) {
        var busy = ((ContextInternal) other).nettyEventLoop();
        EventExecutor loop = StreamSupport.stream(
                        ((VertxInternal) vertx).nettyEventLoopGroup().spliterator(), false)
                .filter(one -> one != busy)
                .findFirst()
                .orElseThrow();
        var blocked = new CountDownLatch(1);
        loop.execute(() -> {
            blocked.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            assertThat(blocked.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            TestDatabase.await(vertx.timer(10, TimeUnit.MILLISECONDS));
        }
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private final class OfLoops implements Condition {
        @Override
        public List<String> ailments() {
            return loops.stuck();
        }

        @Override
        public List<String> obstacles() {
            return List.of();
        }
    }

    @Test
    void aStuckLoopIsNoLifeAndOneThatTurnsAgainIs() throws Exception {
        var context = vertx.getOrCreateContext();
        var listening = Promise.<HealthServer>promise();
        context.runOnContext(v -> HealthServer.listen(
                        vertx,
                        new AdminSettings("127.0.0.1", 0, Optional.empty(), Duration.ZERO),
                        new OfLoops(),
                        () -> Future.succeededFuture(""),
                        Map.of())
                .onComplete(listening));
        var port = TestDatabase.await(listening.future()).port();
        assertThat(live(port).statusCode()).isEqualTo(200);

        block(context);
        pass(Duration.ofSeconds(20));
        until(() -> loops.stuck().size() == 1); // the others have their next beat soon

        assertThat(live(port).statusCode()).isEqualTo(503);
        assertThat(live(port).body()).matches("an event loop has been stuck for (19|20) s: see the log .*\n");
        assertThat(loops.lag()).isBetween(19.0, 20.0);

        release.countDown();
        until(() -> loops.stuck().isEmpty());
        assertThat(live(port).body()).isEqualTo("live\n");
        assertThat(loops.lag()).as("remembered for a while").isBetween(19.0, 20.0);
    }

    private static HttpResponse<String> live(int port) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/live"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
