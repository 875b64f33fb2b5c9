package io.vouchpost.audit;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vouchpost.config.AuditSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Finds events in the files of one gateway. Blocks. */
public final class AuditSearch {
    private final Path current;

    public AuditSearch(AuditSettings settings) {
        this.current = settings.file();
    }

    /**
     * Those that fit, the oldest first; of too many, the last.
     *
     * @throws UncheckedIOException when a file cannot be read
     */
    public List<JsonObject> find(EventFilter filter) {
        var found = new ArrayDeque<JsonObject>();
        try {
            for (var file : newestFirst()) {
                if (found.size() >= filter.limit() || tooOld(file, filter.since())) {
                    break;
                }
                var more = read(file, filter, filter.limit() - found.size());
                more.descendingIterator().forEachRemaining(found::addFirst);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(found);
    }

    /** A line as an event; one that is being written, or was cut off, is none. */
    public static Optional<JsonObject> parse(String line) {
        try {
            return Optional.of(new JsonObject(line));
        } catch (DecodeException cutOff) {
            return Optional.empty();
        }
    }

    private List<Path> newestFirst() throws IOException {
        var files = new ArrayList<Path>();
        files.add(current);
        FilesSetAside.of(current).oldestFirst().forEach(aside -> files.add(1, aside.path()));
        return files;
    }

    private static boolean tooOld(Path file, Optional<Instant> since) {
        try {
            return since.isPresent()
                    && Files.getLastModifiedTime(file).toInstant().isBefore(since.get());
        } catch (IOException none) {
            return false;
        }
    }

    private static Deque<JsonObject> read(Path file, EventFilter filter, int most) throws IOException {
        var last = new ArrayDeque<JsonObject>();
        // a process that was killed may have left half a character behind, which Files.lines would not pass over
        try (var reader =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            reader.lines()
                    .filter(line -> mayMatch(line, filter))
                    .flatMap(line -> parse(line).stream())
                    .filter(filter::matches)
                    .forEach(event -> {
                        if (last.size() == most) {
                            last.removeFirst();
                        }
                        last.addLast(event);
                    });
        } catch (NoSuchFileException none) {
            return last; // there is no log yet, or it has just been set aside
        }
        return last;
    }

    /** References are written as they are: most lines need not be read. */
    private static boolean mayMatch(String line, EventFilter filter) {
        return filter.named().map(line::contains).orElse(true)
                && filter.reference().map(line::contains).orElse(true)
                && filter.session().map(line::contains).orElse(true);
    }
}
