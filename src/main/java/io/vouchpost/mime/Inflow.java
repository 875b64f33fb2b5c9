package io.vouchpost.mime;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import io.vouchpost.message.ContentReader;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where content is poured to be read here, at the pace at which the result can be written. */
final class Inflow implements ContentReader {

    private final Consumer<Buffer> reader;
    private final Supplier<Future<Void>> ready;
    private @Nullable Handler<Void> drain;
    private boolean full;

    /**
     * @param ready asked after each piece: completed when there is room for the next one; never fails
     */
    Inflow(Consumer<Buffer> reader, Supplier<Future<Void>> ready) {
        this.reader = reader;
        this.ready = ready;
    }

    @Override
    public Future<Void> write(Buffer piece) {
        try {
            reader.accept(piece);
        } catch (RuntimeException fault) {
            return Future.failedFuture(fault); // and not up into the event loop, where the message would wait for ever
        }
        full = true;
        Future<Void> next = ready.get();
        if (next.isComplete()) {
            full = false;
        } else {
            next.onComplete(done -> drained());
        }
        return Future.succeededFuture();
    }

    private void drained() {
        full = false;
        if (drain != null) {
            drain.handle(null);
        }
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
}
