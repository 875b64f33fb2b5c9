package io.vouchpost.dkim;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import io.vouchpost.message.ContentReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Takes a message from an event loop to worker threads: pieces are gathered, so that a small message costs one change of
 * threads and a large one a change for each {@value #BATCH} octets, and at most twice as many are held.
 */
final class Intake implements ContentReader {
    private static final int BATCH = 256 * 1024;

    private final WorkerExecutor workers;
    private final Reading reading;
    private List<Buffer> batch = new ArrayList<>();
    private int gathered;
    private int underWork;
    private boolean full;
    private Future<?> work = Future.succeededFuture();
    private @Nullable Handler<Void> drained;

    Intake(WorkerExecutor workers, Reading reading) {
        this.workers = workers;
        this.reading = reading;
    }

    @Override
    public Future<Void> write(Buffer piece) {
        batch.add(piece);
        gathered += piece.length();
        full |= gathered + underWork >= 2 * BATCH;
        if (gathered < BATCH) {
            return Future.succeededFuture();
        }
        int octets = gathered;
        underWork += octets;
        gathered = 0;
        return handOver(() -> true)
                .onComplete(done -> {
                    underWork -= octets;
                    drain();
                })
                .mapEmpty();
    }

    /** Tells whoever found no room, and nobody else. */
    private void drain() {
        if (full && !writeQueueFull()) {
            full = false;
            if (drained != null) {
                drained.handle(null);
            }
        }
    }

    /** Hands over what is left, then asks for the result on the same worker thread. */
    <T> Future<T> finish(Callable<T> result) {
        return handOver(result);
    }

    private <T> Future<T> handOver(Callable<T> then) {
        List<Buffer> pieces = batch;
        batch = new ArrayList<>();
        Future<T> next = work.compose(before -> workers.executeBlocking(
                () -> {
                    pieces.forEach(reading::add);
                    return then.call();
                },
                false)); // in order by composition, for this message only
        work = next;
        return next;
    }

    /** While it is, something is under work, whose end tells that there is room. */
    @Override
    public boolean writeQueueFull() {
        return gathered + underWork >= 2 * BATCH;
    }

    @Override
    public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
        drained = handler;
        return this;
    }
}
