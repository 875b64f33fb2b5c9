package io.vouchpost.message;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import org.jspecify.annotations.Nullable;

/** A next hop that takes its time: full after each write, and drained a turn of the event loop later. */
final class CollectingSink implements WriteStream<Buffer> {

    private final Context context = Vertx.currentContext();
    private final Buffer collected = Buffer.buffer();
    private long breakAfter = Long.MAX_VALUE;
    private @Nullable Handler<Void> drain;
    private boolean full;
    private boolean overrun;

    /** Breaks when more than these octets have come, and never drains again. */
    CollectingSink breakingAfter(long octets) {
        breakAfter = octets;
        return this;
    }

    Buffer collected() {
        return collected;
    }

    /** Whether somebody wrote although there was no room. */
    boolean wasOverrun() {
        return overrun;
    }

    @Override
    public Future<Void> write(Buffer data) {
        overrun |= full;
        full = true;
        collected.appendBuffer(data);
        Promise<Void> written = Promise.promise();
        context.runOnContext(later -> {
            if (collected.length() > breakAfter) {
                written.fail("connection reset");
                return;
            }
            full = false;
            written.complete();
            if (drain != null) {
                drain.handle(null);
            }
        });
        return written.future();
    }

    @Override
    public boolean writeQueueFull() {
        return full;
    }

    @Override
    public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
        drain = handler;
        return this;
    }

    @Override
    public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        return this;
    }

    @Override
    public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
        return this;
    }

    @Override
    public Future<Void> end() {
        return Future.failedFuture("content does not end its sink");
    }
}
