package io.vouchpost.message;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import org.jspecify.annotations.Nullable;

/**
 * Who is given a content by {@link Content#writeTo}. Of what a stream can do beside, a reader of content needs little: whether
 * it went wrong is told by each {@code write}, how much it holds is its own affair, and that all was written is told by
 * {@code writeTo}.
 */
public interface ContentReader extends WriteStream<Buffer> {

    @Override
    default WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        return this;
    }

    @Override
    default WriteStream<Buffer> setWriteQueueMaxSize(int octets) {
        return this;
    }

    @Override
    default Future<Void> end() {
        return Future.succeededFuture();
    }
}
