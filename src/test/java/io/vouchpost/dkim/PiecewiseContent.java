package io.vouchpost.dkim;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import io.vouchpost.message.Content;

/** A message in pieces of an odd size, so that all that matters is cut somewhere. */
public final class PiecewiseContent implements Content {
    private static final int PIECE = 8191;

    private final Buffer whole;

    public PiecewiseContent(byte[] octets) {
        whole = Buffer.buffer(octets);
    }

    @Override
    public long size() {
        return whole.length();
    }

    @Override
    public boolean hasLeadingDots() {
        return true;
    }

    @Override
    public Future<Void> writeTo(WriteStream<Buffer> sink) {
        Promise<Void> done = Promise.promise();
        writeFrom(0, sink, done);
        return done.future();
    }

    private void writeFrom(int start, WriteStream<Buffer> sink, Promise<Void> done) {
        int at = start;
        while (at < whole.length() && !sink.writeQueueFull()) {
            int end = Math.min(whole.length(), at + PIECE);
            sink.write(whole.slice(at, end)).onFailure(done::tryFail);
            at = end;
        }
        int rest = at;
        if (rest == whole.length()) {
            done.tryComplete();
        } else {
            sink.drainHandler(drained -> writeFrom(rest, sink, done));
        }
    }

    @Override
    public void release() {
        throw new UnsupportedOperationException("not by the signer");
    }
}
