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
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Finds events in the audit log, newest file first. Blocks: for the command line. */
public final class AuditSearch {
    private final AuditSettings settings;

    public AuditSearch(AuditSettings settings) {
        this.settings = settings;
    }

    /**
     * What a client was given this reference for: a refusal, or a message that was posted.
     *
     * @throws UncheckedIOException when a file cannot be read
     */
    public Optional<JsonObject> byReference(String reference) {
        return files().filter(Files::exists)
                .flatMap(file -> find(file, reference).stream())
                .findFirst();
    }

    private Stream<Path> files() {
        var rotated = IntStream.rangeClosed(1, settings.keep()).mapToObj(i -> Path.of(settings.file() + "." + i));
        return Stream.concat(Stream.of(settings.file()), rotated);
    }

    private static Optional<JsonObject> find(Path file, String reference) {
        String sought = reference.toUpperCase(Locale.ROOT);
        // a process that was killed may have left half a character behind, which Files.lines would not pass over
        try (var reader =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> line.contains(sought))
                    .flatMap(line -> parse(line).stream())
                    .filter(event -> reference.equalsIgnoreCase(event.getString("reference"))
                            || reference.equalsIgnoreCase(event.getString("message")))
                    .filter(event -> !"delivery".equals(event.getString("event"))) // the queue tells of attempts
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A line that is being written, or was cut off, is passed over. */
    private static Optional<JsonObject> parse(String line) {
        try {
            return Optional.of(new JsonObject(line));
        } catch (DecodeException cutOff) {
            return Optional.empty();
        }
    }
}
