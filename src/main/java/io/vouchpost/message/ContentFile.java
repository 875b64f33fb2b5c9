package io.vouchpost.message;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file of a message that is still coming in. Its disk space is counted from the moment it is asked to write. */
final class ContentFile {

    private static final Logger log = LoggerFactory.getLogger(ContentFile.class);
    private static final OpenOptions NEW =
            new OpenOptions().setRead(false).setWrite(true).setCreateNew(true).setPerms("rw-------");

    private final Vertx vertx;
    private final String path;
    private final Budget disk;
    private final Future<AsyncFile> file;
    private @Nullable Future<Void> closed;
    private long size;

    ContentFile(Vertx vertx, String path, Budget disk) {
        this.vertx = vertx;
        this.path = path;
        this.disk = disk;
        this.file = vertx.fileSystem().open(path, NEW);
    }

    /**
     * Counts what is to be written next.
     *
     * @return whether there is disk space for it; without, it is not counted
     */
    boolean reserve(long octets) {
        if (disk.take(octets)) {
            size += octets;
            return true;
        }
        disk.give(octets);
        return false;
    }

    /** Appends. Called again only when the last call has completed. */
    Future<Void> write(List<Buffer> pieces) {
        return file.compose(
                open -> Future.join(pieces.stream().map(open::write).toList()).mapEmpty());
    }

    Future<Content> close(boolean leadingDots, boolean eightBit) {
        return close().map(done -> new FileContent(vertx, path, size, leadingDots, eightBit, disk));
    }

    private Future<Void> close() {
        if (closed == null) {
            closed = file.compose(AsyncFile::close);
        }
        return closed;
    }

    /** Removes it. Called when no write is under way. */
    void discard() {
        file.onSuccess(open -> close().transform(done -> vertx.fileSystem().delete(path))
                .onFailure(failure -> log.warn("cannot remove {}: {}", path, failure.getMessage())));
        disk.give(size);
        size = 0;
    }
}
