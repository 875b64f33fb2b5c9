package io.vouchpost.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import io.vouchpost.message.Content;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A message of one chunk said over and over, so that a large one needs no room; counts what has been asked of it. */
final class MemoryContent implements Content {
    private final Buffer chunk;
    private final int times;
    private final int step;
    final AtomicLong written = new AtomicLong();
    final AtomicInteger readings = new AtomicInteger();

    private MemoryContent(Buffer chunk, int times, int step) {
        this.chunk = chunk;
        this.times = times;
        this.step = step;
    }

    static MemoryContent of(String text) {
        return of(Buffer.buffer(text.getBytes(StandardCharsets.ISO_8859_1)), 8192);
    }

    /** @param step how many octets are written at a time */
    static MemoryContent of(Buffer octets, int step) {
        return new MemoryContent(octets, 1, step);
    }

    static MemoryContent repeating(Buffer chunk, int times) {
        return new MemoryContent(chunk, times, chunk.length());
    }

    @Override
    public long size() {
        return (long) chunk.length() * times;
    }

    @Override
    public boolean hasLeadingDots() {
        var text = chunk.toString(StandardCharsets.ISO_8859_1);
        return text.startsWith(".") || text.contains("\n.");
    }

    @Override
    public Future<Void> writeTo(WriteStream<Buffer> sink) {
        readings.incrementAndGet();
        var done = Promise.<Void>promise();
        writeFrom(0, sink, done);
        return done.future();
    }

    private void writeFrom(long start, WriteStream<Buffer> sink, Promise<Void> done) {
        long at = start;
        while (at < size() && !sink.writeQueueFull() && !done.future().isComplete()) {
            int from = (int) (at % chunk.length());
            int to = Math.min(chunk.length(), from + step);
            written.addAndGet(to - from);
            sink.write(chunk.getBuffer(from, to)).onFailure(done::tryFail);
            at += to - from;
        }
        long next = at;
        if (next == size()) {
            done.tryComplete();
        } else if (!done.future().isComplete()) {
            sink.drainHandler(drained -> {
                sink.drainHandler(null);
                writeFrom(next, sink, done);
            });
        }
    }

    @Override
    public void release() {
        throw new UnsupportedOperationException("not by the transport");
    }
}
