package io.vouchpost.message;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vouchpost.config.LimitSettings;

/**
 * Keeps the content of messages between the client and the next hop: small ones in memory, others in files, all within
 * one budget for the whole process. One store for the process; thread-safe. What is kept here is not durable: it is gone
 * with the process, as are the connections it came from.
 */
public final class ContentStore {

    private final Vertx vertx;
    private final ScratchDirectory directory;
    private volatile int memoryPerMessage;
    private final Budget memory;
    private final Budget disk;

    private ContentStore(Vertx vertx, ScratchDirectory directory, LimitSettings limits) {
        this.vertx = vertx;
        this.directory = directory;
        this.memoryPerMessage = limits.memoryPerMessage();
        this.memory = new Budget(limits.memoryBytes());
        this.disk = new Budget(limits.diskBytes());
    }

    /**
     * Makes {@code limits.directory} where it is missing and frees it of what a killed run left behind.
     *
     * @return failed when the directory cannot be used
     */
    public static Future<ContentStore> start(Vertx vertx, LimitSettings limits) {
        return ScratchDirectory.open(vertx, limits.directory())
                .map(directory -> new ContentStore(vertx, directory, limits));
    }

    /** New settings, for messages to come: how much of one is kept in memory. */
    public void apply(LimitSettings limits) {
        memoryPerMessage = limits.memoryPerMessage();
    }

    /** A writer for one message, to be used on the event loop that the message comes in on. */
    public ContentWriter open() {
        return new ContentWriter(this);
    }

    /** What all messages take of {@code limits.memoryBytes}; others who hold input of clients count it here too. */
    public Budget memory() {
        return memory;
    }

    /** What all messages take of {@code limits.diskBytes}. */
    public Budget disk() {
        return disk;
    }

    /** Called when no content is held any more. */
    public Future<Void> close() {
        return directory.close();
    }

    int memoryPerMessage() {
        return memoryPerMessage;
    }

    ContentFile newFile() {
        return new ContentFile(vertx, directory.newName(), disk);
    }
}
