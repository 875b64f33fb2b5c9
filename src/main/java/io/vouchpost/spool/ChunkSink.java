package io.vouchpost.spool;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import io.vouchpost.message.ContentReader;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a message into chunks and stores one after the other, the writer waiting meanwhile: there are never more than about
 * two of them in memory. On one context.
 */
final class ChunkSink implements ContentReader {
    static final int CHUNK = 256 * 1024;

    private final BiFunction<Integer, Buffer, Future<Void>> store;
    private Buffer open = Buffer.buffer();
    private Future<Void> storing = Future.succeededFuture();
    private int position;
    private int underWay;
    private long octets;
    private long lastHeard = System.nanoTime();
    private @Nullable Throwable broken;
    private @Nullable Handler<Void> drain;

    /**
     * @param store stores the chunk at a position, counted from 0
     */
    ChunkSink(BiFunction<Integer, Buffer, Future<Void>> store) {
        this.store = store;
    }

    @Override
    public Future<Void> write(Buffer data) {
        lastHeard = System.nanoTime();
        if (broken != null) {
            return Future.failedFuture(broken);
        }
        octets += data.length();
        for (int from = 0; from < data.length(); ) {
            int length = Math.min(CHUNK - open.length(), data.length() - from);
            open.appendBuffer(data, from, length);
            from += length;
            if (open.length() == CHUNK) {
                cut();
            }
        }
        return Future.succeededFuture();
    }

    private void cut() {
        var chunk = open;
        int at = position++;
        open = Buffer.buffer();
        underWay++;
        storing = storing.compose(before -> store.apply(at, chunk)).onComplete(stored -> {
            underWay--;
            lastHeard = System.nanoTime();
            if (stored.failed()) {
                broken = stored.cause();
            }
            if (drain != null && !writeQueueFull()) {
                drain.handle(null);
            }
        });
    }

    /** Stores what is left. */
    Future<Void> finish() {
        if (open.length() > 0) {
            cut();
        }
        return storing;
    }

    /** How many have come. */
    long octets() {
        return octets;
    }

    /** For how long neither the writer nor the database has done anything, in nanoseconds. */
    long silence() {
        return System.nanoTime() - lastHeard;
    }

    /** What still comes is refused. */
    void stop(Throwable reason) {
        broken = reason;
        if (drain != null) {
            drain.handle(null);
        }
    }

    @Override
    public boolean writeQueueFull() {
        return broken == null && underWay > 0;
    }

    @Override
    public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
        drain = handler;
        return this;
    }

    @Override
    public Future<Void> end() {
        return finish();
    }
}
