package io.vouchpost.clients;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A mailbox in which each message is a file of its own, with the line ends of this system. */
final class Maildir {
    private static final long PATIENCE_SECONDS = 20;

    private final Path arrived;

    Maildir(Path folder) {
        arrived = folder.resolve("new");
    }

    /** Takes a message out, one character for each octet; waits for it, but not for ever. */
    Optional<String> take() throws IOException, InterruptedException {
        try (var watch = arrived.getFileSystem().newWatchService()) {
            arrived.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            var message = first();
            if (message.isEmpty()) {
                watch.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                message = first();
            }
            if (message.isEmpty()) {
                return Optional.empty();
            }
            var text = Files.readString(message.get(), ISO_8859_1);
            Files.delete(message.get());
            return Optional.of(text);
        }
    }

    boolean isEmpty() throws IOException {
        return first().isEmpty();
    }

    private Optional<Path> first() throws IOException {
        try (var files = Files.list(arrived)) {
            return files.findFirst();
        }
    }
}
