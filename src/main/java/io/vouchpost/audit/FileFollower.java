package io.vouchpost.audit;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads what comes to the audit log from now on. When the file is set aside, it reads that to its end, then those set aside
 * since, then the new one. Not safe for several threads.
 */
public final class FileFollower implements Closeable {
    private static final int CHUNK = 1 << 16;

    private final Path current;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private Optional<Following> followed = Optional.empty();

    private record Following(FileChannel channel, Object key) {}

    /** From the end of what there is. */
    public FileFollower(Path file) throws IOException {
        current = file;
        if (Files.exists(file)) {
            var opened = open(file);
            opened.channel().position(opened.channel().size());
            followed = Optional.of(opened);
        }
    }

    /** What has come since; nothing where nothing has. */
    public List<JsonObject> poll() throws IOException {
        var events = new ArrayList<JsonObject>();
        try {
            if (followed.isPresent()) {
                var followedKey = followed.get().key();
                boolean over = Files.exists(current) && !key(current).equals(followedKey);
                read(followed.get().channel(), events); // all that came before it was set aside
                if (!over) {
                    return events;
                }
                for (var missed : after(followedKey)) {
                    try (var whole = open(missed).channel()) {
                        read(whole, events);
                    }
                }
                close();
            }
            followed = Optional.of(open(current));
            read(followed.get().channel(), events);
        } catch (NoSuchFileException betweenTwo) {
            // it comes with the next event
        }
        return events;
    }

    /** Those that are younger than this one and are not the current one, the oldest first. */
    private List<Path> after(Object key) throws IOException {
        var younger = new ArrayList<Path>();
        boolean found = false;
        for (var aside : FilesSetAside.of(current).oldestFirst()) {
            if (found) {
                younger.add(aside.path());
            }
            found = found || key(aside.path()).equals(key);
        }
        return younger;
    }

    private void read(FileChannel channel, List<JsonObject> events) throws IOException {
        while (channel.read(chunk.clear()) > 0) {
            chunk.flip();
            while (chunk.hasRemaining()) {
                byte octet = chunk.get();
                if (octet == '\n') {
                    AuditSearch.parse(line.toString(StandardCharsets.UTF_8)).ifPresent(events::add);
                    line.reset();
                } else {
                    line.write(octet);
                }
            }
        }
    }

    private static Following open(Path file) throws IOException {
        var channel = FileChannel.open(file);
        try {
            return new Following(channel, key(file));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static Object key(Path file) throws IOException {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return Optional.ofNullable(attributes.fileKey()).orElse(attributes.creationTime());
    }

    @Override
    public void close() throws IOException {
        if (followed.isPresent()) {
            followed.get().channel().close();
            followed = Optional.empty();
        }
    }
}
