package io.vouchpost.verticle;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of what the gateway stands on. A step that fails or hangs, as all do that want to write into a database that stands
 * still, is given up and told of, so that those after it have their turn before the process is killed.
 */
final class Closing {
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private final long deadline;

    /**
     * Begins.
     *
     * @param patience for all of it
     */
    Closing(Duration patience) {
        this.deadline = System.nanoTime() + patience.toNanos();
    }

    /**
     * One thing to be closed.
     *
     * @param what for the log
     */
    record Step(String what, Supplier<Future<Void>> close) {}

    /** Closes all of these at the same time; completed when each is closed or given up. Does not fail. */
    Future<Void> of(Duration patience, Step... steps) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        long millis = Math.max(1, Math.min(patience.toMillis(), left));
        return Future.all(Stream.of(steps).map(step -> closed(step, millis)).toList())
                .mapEmpty();
    }

    /** The time is taken by Java: an event loop that hangs itself would never say that it is over. */
    private static Future<Void> closed(Step step, long millis) {
        var closed = Future.succeededFuture().compose(begun -> step.close().get());
        return Future.fromCompletionStage(
                        closed.toCompletionStage().toCompletableFuture().orTimeout(millis, TimeUnit.MILLISECONDS))
                .onFailure(fault -> LOG.warn("not closed in order: {}, {}", step.what(), reason(fault, millis)))
                .otherwiseEmpty();
    }

    private static String reason(Throwable fault, long millis) {
        return fault instanceof TimeoutException ? "given up after " + millis + " ms" : fault.toString();
    }
}
