package io.vouchpost.message;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A content without some whole lines of it. All else stays as it is, octet for octet, and is not copied. */
public final class TrimmedContent implements Content {
    private final Content whole;
    private final List<Range> without;
    private final long size;

    private TrimmedContent(Content whole, List<Range> without) {
        this.whole = whole;
        this.without = List.copyOf(without);
        this.size = whole.size() - without.stream().mapToLong(Range::length).sum();
    }

    /**
     * @param without in order, apart from each other, within the content
     */
    public static Content of(Content whole, List<Range> without) {
        return without.isEmpty() ? whole : new TrimmedContent(whole, without);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean hasLeadingDots() {
        return whole.hasLeadingDots();
    }

    @Override
    public Future<Void> writeTo(WriteStream<Buffer> sink) {
        return whole.writeTo(new Trimming(sink));
    }

    @Override
    public void release() {
        whole.release();
    }

    /** Passes on what is to stay: at most one piece for each that comes, so that the back-pressure stays true. */
    private final class Trimming implements WriteStream<Buffer> {
        private final WriteStream<Buffer> sink;
        private long position;
        private int next;
        private Future<Void> last = Future.succeededFuture();

        Trimming(WriteStream<Buffer> sink) {
            this.sink = sink;
        }

        @Override
        public Future<Void> write(Buffer piece) {
            var kept = next < without.size() ? trim(piece) : piece;
            position += piece.length();
            if (kept.length() > 0) {
                last = sink.write(kept);
            }
            return last;
        }

        private Buffer trim(Buffer piece) {
            if (without.get(next).from() >= position + piece.length()) {
                return piece;
            }
            var kept = Buffer.buffer(piece.length());
            int from = 0;
            while (next < without.size() && without.get(next).from() < position + piece.length()) {
                int until = (int) Math.max(from, without.get(next).from() - position);
                kept.appendBuffer(piece, from, until - from);
                long end = without.get(next).to() - position;
                from = (int) Math.min(piece.length(), end);
                if (end > piece.length()) {
                    break; // goes on in the next piece
                }
                next++;
            }
            return kept.appendBuffer(piece, from, piece.length() - from);
        }

        @Override
        public boolean writeQueueFull() {
            return sink.writeQueueFull();
        }

        @Override
        public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
            sink.drainHandler(handler);
            return this;
        }

        @Override
        public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
            sink.exceptionHandler(handler);
            return this;
        }

        @Override
        public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
            sink.setWriteQueueMaxSize(maxSize);
            return this;
        }

        @Override
        public Future<Void> end() {
            return Future.failedFuture("content does not end its sink");
        }
    }
}
