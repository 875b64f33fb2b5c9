package io.vouchpost.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server of this machine in the foreground, with all that is its own in one folder, until it is closed. */
final class Daemon implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private final Path output;
    private final Process process;

    private Daemon(Path output, Process process) {
        this.output = output;
        this.process = process;
    }

    static Daemon start(Path folder, String... command) throws IOException {
        var output = folder.resolve("daemon-output");
        var builder = new ProcessBuilder(List.of(command))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("HOME", folder.toString());
        return new Daemon(output, builder.start());
    }

    /** Something that becomes true. */
    interface Condition {
        boolean holds() throws Exception;
    }

    /** @throws TimeoutException after 30 seconds, or at once where it has ended, with what it has said */
    void await(Condition condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.holds()) {
            if (System.nanoTime() > end || process.waitFor(50, TimeUnit.MILLISECONDS)) {
                throw new TimeoutException(said());
            }
        }
    }

    String said() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    /** A file of the tests, with what belongs into it. */
    static void template(String resource, Path into, String... replacements) throws IOException {
        try (var stream = Daemon.class.getResourceAsStream(resource)) {
            var text = new String(stream.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            for (int i = 0; i < replacements.length; i += 2) {
                text = text.replace(replacements[i], replacements[i + 1]);
            }
            Files.createDirectories(into.getParent());
            Files.writeString(into, text);
        }
    }

    /** What stands in it by now; empty where it is not there yet. */
    static List<String> lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }
}
