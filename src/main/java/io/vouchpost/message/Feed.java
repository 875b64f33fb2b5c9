package io.vouchpost.message;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.function.Supplier;

/**
 * Gives one piece after another to a sink, the next one when the sink has room for it. Not a {@code Pipe}, because that
 * says it is done before the last octet is written, and wants a stream where memory has a list.
 */
public final class Feed {

    /** What a source gives when there is no more. */
    public static final Buffer END = Buffer.buffer();

    private final WriteStream<Buffer> sink;
    private final Supplier<Future<Buffer>> source;
    private final Promise<Void> done = Promise.promise();
    private Future<Void> last = Future.succeededFuture();
    private boolean full;
    private boolean ended;

    private Feed(WriteStream<Buffer> sink, Supplier<Future<Buffer>> source) {
        this.sink = sink;
        this.source = source;
    }

    /**
     * Writes all pieces, without ending the sink, whose drain handler it uses meanwhile. Called where the sink lives.
     *
     * @param source asked for the next piece when the sink has room; {@link #END} after the last
     * @return completed when the last piece was written
     */
    public static Future<Void> into(WriteStream<Buffer> sink, Supplier<Future<Buffer>> source) {
        Feed feed = new Feed(sink, source);
        sink.drainHandler(drained -> feed.drained());
        feed.run();
        return feed.done.future();
    }

    private void drained() {
        if (full) {
            full = false;
            run();
        }
    }

    private void run() {
        while (!ended && !done.future().isComplete()) {
            if (sink.writeQueueFull()) {
                full = true;
                return;
            }
            Future<Buffer> next = source.get();
            if (!next.isComplete()) {
                next.onComplete(read -> {
                    take(read);
                    run();
                });
                return;
            }
            take(next);
        }
    }

    private void take(AsyncResult<Buffer> read) {
        if (read.failed()) {
            done.tryFail(read.cause());
        } else if (read.result() == END) {
            ended = true;
            last.onSuccess(written -> done.tryComplete());
        } else {
            last = sink.write(read.result());
            last.onFailure(done::tryFail); // a sink that breaks while full never drains
        }
    }
}
