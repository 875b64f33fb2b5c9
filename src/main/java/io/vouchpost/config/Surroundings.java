package io.vouchpost.config;

import io.vouchpost.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the file refers to outside of itself: other files, and the environment.
 *
 * @param folder where relative paths start
 * @param environment a variable's value, or null where it is not set
 */
record Surroundings(Path folder, Function<String, @Nullable String> environment) {
    private static final int LONGEST_SECRET = 65_536;

    /** Absolute and normal, or empty with the problem told. */
    Optional<Path> path(String text, String pointer, Problems problems) {
        try {
            return Optional.of(folder.resolve(text).toAbsolutePath().normalize());
        } catch (InvalidPathException e) {
            problems.add(pointer, "is not a path that this system can have");
            return Optional.empty();
        }
    }

    Optional<Secret> secretInEnvironment(String name, String pointer, Problems problems) {
        @Nullable String value = environment.apply(name);
        if (value == null || value.isEmpty()) {
            problems.add(
                    pointer,
                    String.format(
                            Locale.ROOT,
                            "names the environment variable %s, which is %s",
                            name,
                            value == null ? "not set" : "empty"));
            return Optional.empty();
        }
        return Optional.of(Secret.ofText(value));
    }

    /** The file's octets without one line end at their end, as editors and {@code echo} put it there. */
    Optional<Secret> secretInFile(Path file, String pointer, Problems problems) {
        byte[] octets;
        try (var stream = Files.newInputStream(file)) {
            octets = stream.readNBytes(LONGEST_SECRET + 1);
        } catch (IOException | SecurityException e) {
            problems.add(pointer, PemFiles.unreadable(file));
            return Optional.empty();
        }
        var length = octets.length;
        if (length > 0 && octets[length - 1] == '\n') {
            length -= length > 1 && octets[length - 2] == '\r' ? 2 : 1;
        }
        var secret = Arrays.copyOf(octets, length);
        Arrays.fill(octets, (byte) 0);
        if (length == 0 || length > LONGEST_SECRET) {
            problems.add(pointer, file + (length == 0 ? " is empty" : " is too large for a secret"));
            return Optional.empty();
        }
        return Optional.of(Secret.ofOctets(secret));
    }
}
