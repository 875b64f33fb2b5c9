package io.vouchpost.survival;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What happened when, for people to read. */
final class Chronicle {
    private final long begun = System.nanoTime();
    private final List<String> lines = new ArrayList<>();

    /** Happened just now. */
    void note(String event) {
        var since = Duration.ofNanos(System.nanoTime() - begun);
        lines.add(String.format(Locale.ROOT, "%7.2f s  %s", since.toMillis() / 1000.0, event));
    }

    /** Stands there without a time. */
    void add(String line) {
        lines.add(line);
    }

    void count(String what, long many) {
        lines.add(String.format(Locale.ROOT, "%-45s%6d", what, many));
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, lines);
    }
}
