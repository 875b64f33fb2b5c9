package io.vouchpost.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where a demo keeps its things; for one demo at a time, because each gives the account a new password. */
record DemoDirectory(Path path, FileChannel lock) implements AutoCloseable {

    /**
     * @throws CommandException where another demo has it
     */
    static DemoDirectory enter(Path path) throws IOException {
        Files.createDirectories(path);
        var channel = FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return new DemoDirectory(path, channel);
            }
        } catch (OverlappingFileLockException sameProcess) {
            // just as well
        }
        channel.close();
        throw new CommandException("Another demo runs in " + path + "; give this one another --directory.");
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
