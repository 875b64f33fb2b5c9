package io.vouchpost.dsn;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import io.vouchpost.message.Content;
import io.vouchpost.message.ContentReader;
import org.jspecify.annotations.Nullable;

/** Reads the beginning of a message, and breaks off when that is enough, so that a large one is not read for its header. */
final class Opening implements ContentReader {
    private static final byte[] EMPTY_LINE = {'\r', '\n', '\r', '\n'};

    private final int most;
    private final boolean headerOnly;
    private final Buffer read = Buffer.buffer();
    private boolean enough;

    /**
     * @param most octets
     * @param headerOnly whether it ends with the empty line behind the header section
     */
    Opening(int most, boolean headerOnly) {
        this.most = most;
        this.headerOnly = headerOnly;
    }

    /** Failed when the content cannot be read. */
    Future<Buffer> of(Content content) {
        return content.writeTo(this)
                .recover(failure -> enough ? Future.succeededFuture() : Future.failedFuture(failure))
                .map(ended -> read);
    }

    @Override
    public Future<Void> write(Buffer piece) {
        if (enough) {
            return Future.failedFuture("enough was read");
        }
        int from = Math.max(0, read.length() - EMPTY_LINE.length + 1);
        read.appendBuffer(piece, 0, Math.min(piece.length(), most - read.length()));
        enough = headerOnly && (read.length() == most || indexOf(read, EMPTY_LINE, from) >= 0);
        return enough ? Future.failedFuture("enough was read") : Future.succeededFuture();
    }

    /** -1: nowhere. */
    static int indexOf(Buffer octets, byte[] wanted, int from) {
        for (int at = from; at + wanted.length <= octets.length(); at++) {
            int matching = 0;
            while (matching < wanted.length && octets.getByte(at + matching) == wanted[matching]) {
                matching++;
            }
            if (matching == wanted.length) {
                return at;
            }
        }
        return -1;
    }

    @Override
    public boolean writeQueueFull() {
        return false;
    }

    @Override
    public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
        return this;
    }
}
