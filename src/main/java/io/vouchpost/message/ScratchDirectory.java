package io.vouchpost.message;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.FileSystem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where content files are. Made if it is missing, readable by nobody else, and freed at start of what a run that was
 * killed has left behind: only files named as ours are, and only while no other gateway uses the same directory, which a
 * lock file tells.
 */
final class ScratchDirectory {

    private static final Logger log = LoggerFactory.getLogger(ScratchDirectory.class);
    private static final String PREFIX = "vouchpost-";
    private static final String SUFFIX = ".content";
    private static final String OURS = PREFIX + "[0-9a-f-]{36}\\" + SUFFIX;
    private static final String LOCK = "vouchpost.lock";

    private final Path directory;
    private final Vertx vertx;
    private final FileChannel lock;

    private ScratchDirectory(Vertx vertx, Path directory, FileChannel lock) {
        this.vertx = vertx;
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * @return failed with an {@link IOException} or a file system exception where the directory cannot be used
     */
    static Future<ScratchDirectory> open(Vertx vertx, Path where) {
        Path directory = where.toAbsolutePath();
        FileSystem files = vertx.fileSystem();
        return files.mkdirs(directory.toString(), "rwx------")
                .compose(made -> vertx.executeBlocking(() -> lock(directory.resolve(LOCK))))
                .compose(lock -> {
                    var scratch = new ScratchDirectory(vertx, directory, lock.channel);
                    return lock.alone ? scratch.clear().map(scratch) : Future.succeededFuture(scratch);
                });
    }

    private record Locked(FileChannel channel, boolean alone) {}

    /** Exclusively to learn whether we are alone; shared from then on, so that the next one learns that it is not. */
    private static Locked lock(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            FileLock exclusive = channel.tryLock();
            if (exclusive != null) {
                exclusive.release();
            }
            channel.lock(0, Long.MAX_VALUE, true);
            return new Locked(channel, exclusive != null);
        } catch (OverlappingFileLockException sameProcess) {
            // another store of this process has it. Not closed, because on POSIX that would give up the lock of both
            return new Locked(channel, false);
        }
    }

    private Future<Void> clear() {
        return vertx.fileSystem().readDir(directory.toString(), OURS).compose(this::remove);
    }

    private Future<Void> remove(List<String> leftOver) {
        if (!leftOver.isEmpty()) {
            log.info("removing {} content files of a previous run from {}", leftOver.size(), directory);
        }
        return Future.join(leftOver.stream().map(vertx.fileSystem()::delete).toList())
                .mapEmpty();
    }

    /** A name that nobody has and nobody guesses. */
    String newName() {
        return directory.resolve(PREFIX + UUID.randomUUID() + SUFFIX).toString();
    }

    /** Gives up the lock. */
    Future<Void> close() {
        return vertx.executeBlocking(() -> {
            lock.close();
            return null;
        });
    }
}
