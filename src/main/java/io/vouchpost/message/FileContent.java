package io.vouchpost.message;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.streams.WriteStream;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A message in a file. Each reader opens the file for itself, on its own event loop; the last release removes it. */
final class FileContent implements Content {

    private static final Logger log = LoggerFactory.getLogger(FileContent.class);
    private static final OpenOptions READ =
            new OpenOptions().setRead(true).setWrite(false).setCreate(false);

    /** At most this much of a message is in memory while it is read, besides what waits in the sink. */
    private static final int PIECE = 64 * 1024;

    private final Vertx vertx;
    private final String path;
    private final long size;
    private final boolean leadingDots;
    private final boolean eightBit;
    private final Budget disk;
    private final AtomicBoolean released = new AtomicBoolean();

    FileContent(Vertx vertx, String path, long size, boolean leadingDots, boolean eightBit, Budget disk) {
        this.vertx = vertx;
        this.path = path;
        this.size = size;
        this.leadingDots = leadingDots;
        this.eightBit = eightBit;
        this.disk = disk;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean hasLeadingDots() {
        return leadingDots;
    }

    @Override
    public boolean mayHaveEightBit() {
        return eightBit;
    }

    @Override
    public Future<Void> writeTo(WriteStream<Buffer> sink) {
        return vertx.fileSystem().open(path, READ).compose(file -> Feed.into(sink, new Reader(file)::next)
                .eventually(file::close));
    }

    @Override
    public void release() {
        if (released.compareAndSet(false, true)) {
            vertx.fileSystem().delete(path).onComplete(removed -> disk.give(size), failure -> {
                // the octets are still there: so is their share of the budget, until the next start removes them
                log.warn("cannot remove {}: {}", path, failure.getMessage());
            });
        }
    }

    private final class Reader {
        private final AsyncFile file;
        private long position;

        Reader(AsyncFile file) {
            this.file = file;
        }

        Future<Buffer> next() {
            int length = (int) Math.min(PIECE, size - position);
            if (length == 0) {
                return Future.succeededFuture(Feed.END);
            }
            long from = position;
            position += length;
            return file.read(Buffer.buffer(length), 0, from, length)
                    .compose(piece -> piece.length() == length
                            ? Future.succeededFuture(piece)
                            : Future.failedFuture(path + " is shorter than it was written"));
        }
    }
}
