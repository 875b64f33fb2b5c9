package io.vouchpost.session;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import io.vouchpost.message.Content;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What a next hop would get of a content that is in memory. */
final class Received implements WriteStream<Buffer> {
    private final Buffer all = Buffer.buffer();

    private Received() {}

    static String of(Content content) {
        var received = new Received();
        if (!content.writeTo(received).succeeded()) {
            throw new AssertionError("not written");
        }
        return received.all.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public Future<Void> write(Buffer data) {
        all.appendBuffer(data);
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> end() {
        return Future.failedFuture("content does not end its sink");
    }

    @Override
    public boolean writeQueueFull() {
        return false;
    }

    @Override
    public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
        return this;
    }

    @Override
    public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
        return this;
    }

    @Override
    public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        return this;
    }
}
