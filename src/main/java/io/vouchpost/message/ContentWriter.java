package io.vouchpost.message;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vouchpost.message.Stored.NoRoom;
import org.jspecify.annotations.Nullable;

/**
 * Takes one message as it comes in: into memory, and from there into a file when it outgrows
 * {@code limits.memoryPerMessage} or when the process has spent {@code limits.memoryBytes}. From then on it gathers
 * {@value #BATCH} octets for each write, or whatever there is while memory is short, and holds at most the batch that is
 * being written and what came in meanwhile. When there is no room, the rest is dropped as it comes.
 *
 * <p>Not thread-safe: belongs to the event loop of its connection.
 */
public final class ContentWriter {

    private static final int BATCH = 16 * 1024;

    private final ContentStore store;
    private final Promise<Stored> stored = Promise.promise();
    private Chunks gathered;
    private Promise<Void> drained = Promise.promise();
    private @Nullable ContentFile file;
    private @Nullable NoRoom noRoom;
    private boolean writing;
    private boolean finishing;
    private boolean discarded;
    private boolean leadingDots;
    private boolean eightBit;

    ContentWriter(ContentStore store) {
        this.store = store;
        this.gathered = new Chunks(store.memory());
        drained.complete();
    }

    /**
     * Takes the next octets. The buffer is kept and must not be changed any more.
     *
     * @return whether to go on; if not, read no more from the client until {@link #drained()}. What is given nevertheless is
     *     taken.
     */
    public boolean write(Buffer piece) {
        if (noRoom != null || discarded) {
            return true;
        }
        eightBit = eightBit || EightBit.in(piece);
        boolean memoryLeft = gathered.add(piece);
        long most = file == null ? store.memoryPerMessage() : BATCH;
        if (memoryLeft && gathered.size() <= most) {
            return true;
        }
        flush();
        if (!writing || gathered.size() == 0) {
            return true;
        }
        if (drained.future().isComplete()) {
            drained = Promise.promise();
        }
        return false;
    }

    /** Completed when the client may be read again; never fails. */
    public Future<Void> drained() {
        return drained.future();
    }

    /**
     * Ends the message.
     *
     * @param hasLeadingDots see {@link Content#hasLeadingDots()}
     * @return the content, or why there is none; never fails
     */
    public Future<Stored> finish(boolean hasLeadingDots) {
        finishing = true;
        leadingDots = hasLeadingDots;
        if (!writing) {
            complete();
        }
        return stored.future();
    }

    /** Drops the message, at any time before {@link #finish} has completed. Twice is harmless. */
    public void discard() {
        if (!discarded && !stored.future().isComplete()) {
            discarded = true;
            letGo();
        }
    }

    private void flush() {
        if (writing) {
            return;
        }
        ContentFile target = file == null ? store.newFile() : file;
        file = target;
        if (!target.reserve(gathered.size())) {
            lose(new NoRoom(
                    "limits.diskBytes",
                    store.disk().used() + " of " + store.disk().limit() + " octets in use",
                    "raise limits.diskBytes if that is usual here"));
            return;
        }
        Chunks batch = gathered;
        gathered = new Chunks(store.memory());
        writing = true;
        target.write(batch.forFile()).onComplete(written -> landed(batch, written));
    }

    private void landed(Chunks batch, AsyncResult<Void> written) {
        writing = false;
        batch.release();
        if (discarded) {
            letGo();
        } else if (written.failed()) {
            lose(unwritable(written.cause()));
        } else if (finishing) {
            complete();
        } else if (gathered.size() > (store.memory().isSpent() ? 0 : BATCH)) {
            flush();
        }
        drained.tryComplete();
    }

    private static NoRoom unwritable(Throwable fault) {
        return new NoRoom(
                "limits.directory",
                String.valueOf(fault.getMessage()),
                "make room in that directory, or name another one");
    }

    private void complete() {
        if (discarded) {
            stored.tryComplete(
                    new NoRoom("discarded", "the message was dropped before its end", "nothing is to be done"));
        } else if (noRoom != null) {
            stored.tryComplete(noRoom);
        } else if (file == null) {
            stored.tryComplete(new Stored.Whole(new MemoryContent(gathered, leadingDots, eightBit)));
        } else if (gathered.size() > 0) {
            flush();
        } else {
            ContentFile whole = file;
            file = null;
            whole.close(leadingDots, eightBit).onComplete(closing -> closed(whole, closing));
        }
    }

    private void closed(ContentFile whole, AsyncResult<Content> closing) {
        if (closing.failed()) {
            whole.discard();
            lose(unwritable(closing.cause()));
        } else if (discarded) {
            closing.result().release();
            complete();
        } else {
            stored.tryComplete(new Stored.Whole(closing.result()));
        }
    }

    private void lose(NoRoom why) {
        noRoom = why;
        letGo();
        if (finishing) {
            complete();
        }
    }

    /** Gives back what is held, the file when nothing is being written to it any more. */
    private void letGo() {
        gathered.release();
        if (file != null && !writing) {
            file.discard();
            file = null;
        }
        drained.tryComplete();
        if (finishing && discarded) {
            complete();
        }
    }
}
