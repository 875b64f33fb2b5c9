package io.vouchpost.config;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one JSON file that configures the gateway. Reading it blocks: at start, or on a worker thread.
 *
 * <p>The JSON Schema in the jar is the authority on keys, defaults and bounds; what it cannot say (files that are
 * missing, values that contradict one another) is checked besides, and all that is wrong is told at once.
 */
public final class ConfigurationFile {
    private static final int LARGEST = 1024 * 1024;

    private final Path file;
    private final Surroundings surroundings;
    private final Schema schema = Schema.ofTheJar();

    /**
     * @param file JSON in UTF-8; relative paths in it start at its folder
     * @param environment gives the value of an environment variable, or null where it is not set; usually {@code System::getenv}
     */
    public ConfigurationFile(Path file, Function<String, @Nullable String> environment) {
        this.file = file.toAbsolutePath();
        var folder = Optional.ofNullable(this.file.getParent()).orElse(this.file);
        this.surroundings = new Surroundings(folder, environment);
    }

    /** Absolute. */
    public Path file() {
        return file;
    }

    /**
     * Reads the file as it is now, with the secrets it refers to. Blocks.
     *
     * @throws InvalidConfiguration with everything that is wrong
     */
    public Settings read() throws InvalidConfiguration {
        var problems = new Problems();
        var document = octets(problems).flatMap(octets -> JsonText.parse(octets, problems));
        if (document.isPresent()) {
            schema.check(document.get(), problems);
        }
        if (document.orElse("") instanceof JsonObject json) {
            var settings = new SettingsReader(new Section(json, "", schema.root(), surroundings, problems)).read();
            if (problems.isEmpty()) {
                return settings;
            }
        }
        throw new InvalidConfiguration(file, problems.inOrder());
    }

    private Optional<byte[]> octets(Problems problems) {
        try (var stream = Files.newInputStream(file)) {
            var octets = stream.readNBytes(LARGEST + 1);
            if (octets.length > LARGEST) {
                problems.add("", "is larger than a configuration can be (1 MiB)");
                return Optional.empty();
            }
            return Optional.of(octets);
        } catch (IOException | SecurityException e) {
            problems.add("", PemFiles.unreadable(file));
            return Optional.empty();
        }
    }
}
