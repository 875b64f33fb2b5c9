package io.vouchpost.message;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vouchpost.config.LimitSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What the tests of the store have in common: limits, an event loop to be on, a client that keeps to back-pressure. */
public final class StoreRun {

    private StoreRun() {}

    public static LimitSettings limits(Path directory, long memory, int memoryPerMessage, long disk) {
        Duration minute = Duration.ofMinutes(1);
        return new LimitSettings(
                36_700_160,
                100,
                65_536,
                2048,
                20,
                100,
                minute,
                minute,
                minute,
                minute,
                minute,
                minute,
                10_000,
                100,
                200,
                memory,
                memoryPerMessage,
                disk,
                directory,
                minute,
                minute);
    }

    public static ContentStore start(Vertx vertx, LimitSettings limits) {
        return await(ContentStore.start(vertx, limits));
    }

    /** Runs on an event loop and waits for the result. */
    public static <T> T onLoop(Vertx vertx, Supplier<Future<T>> work) {
        return await(
                Future.future(promise -> vertx.runOnContext(start -> work.get().onComplete(promise))));
    }

    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    public static Future<Stored> store(ContentStore store, List<Buffer> pieces) {
        ContentWriter writer = store.open();
        return writeAll(writer, pieces.iterator()).compose(all -> writer.finish(false));
    }

    public static Future<Void> writeAll(ContentWriter writer, Iterator<Buffer> pieces) {
        while (pieces.hasNext()) {
            if (!writer.write(pieces.next())) {
                return writer.drained().compose(go -> writeAll(writer, pieces));
            }
        }
        return Future.succeededFuture();
    }

    public static Content whole(Stored stored) {
        if (stored instanceof Stored.Whole whole) {
            return whole.content();
        }
        throw new AssertionError(stored);
    }

    /** Reads through a slow sink. */
    public static Future<Buffer> read(Content content) {
        CollectingSink sink = new CollectingSink();
        return content.writeTo(sink)
                .compose(done -> sink.wasOverrun()
                        ? Future.failedFuture("back-pressure was ignored")
                        : Future.succeededFuture(sink.collected()));
    }

    /** Waits until a count that is given back asynchronously is there. */
    public static void awaitZero(Vertx vertx, Budget budget) {
        onLoop(
                vertx,
                () -> Future.<Void>future(promise -> vertx.setPeriodic(5, id -> {
                    if (budget.used() == 0) {
                        vertx.cancelTimer(id);
                        promise.tryComplete();
                    }
                })));
    }
}
