package io.vouchpost.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program of this machine, run to its end: in a folder that is its home, so that nobody's own settings take part, and
 * where its secrets lie in files that nobody else can read.
 */
final class Program {
    private static final long PATIENCE_SECONDS = 30;

    private final Path folder;
    private final List<String> command;
    private final Map<String, String> environment = new HashMap<>();
    private byte[] input = {};
    private long seconds = PATIENCE_SECONDS;

    private Program(Path folder, List<String> command) {
        this.folder = folder;
        this.command = command;
        environment.put("HOME", folder.toString());
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("no_proxy", "*");
    }

    static Program in(Path folder, String... command) {
        return new Program(folder, List.of(command));
    }

    Program with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** What it reads from its standard input. */
    Program reading(byte[] octets) {
        input = octets;
        return this;
    }

    Program reading(String text) {
        return reading(text.getBytes(UTF_8));
    }

    /** How long it may take at most. */
    Program within(long mostSeconds) {
        seconds = mostSeconds;
        return this;
    }

    /** @throws TimeoutException after 30 seconds, or what was said, with what it had said by then */
    Report run() throws IOException, InterruptedException, TimeoutException {
        var standardInput = Files.write(folder.resolve("stdin"), input);
        var output = folder.resolve("output");
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(standardInput.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        var process = builder.start();
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                throw new TimeoutException(command + " takes too long; it said: " + Files.readString(output));
            }
        } finally {
            process.destroyForcibly();
        }
        return new Report(process.exitValue() == 0, new String(Files.readAllBytes(output), UTF_8));
    }

    /** A file for the program alone. */
    static Path secretFile(Path folder, String name, String text) throws IOException {
        var file = folder.resolve(name);
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }
}
