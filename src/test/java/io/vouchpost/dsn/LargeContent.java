package io.vouchpost.dsn;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import io.vouchpost.message.Content;

/** A letter without end, of which it is counted how much is read, and which breaks after some pieces. */
final class LargeContent implements Content {
    private final long most;
    private long pieces;

    LargeContent(long most) {
        this.most = most;
    }

    long pieces() {
        return pieces;
    }

    @Override
    public long size() {
        return Long.MAX_VALUE;
    }

    @Override
    public boolean hasLeadingDots() {
        return false;
    }

    @Override
    public Future<Void> writeTo(WriteStream<Buffer> sink) {
        while (pieces < most) {
            pieces++;
            var written = sink.write(Buffer.buffer(Story.LETTER));
            if (written.failed()) {
                return written;
            }
        }
        return Future.failedFuture("the database is away");
    }

    @Override
    public void release() {}
}
