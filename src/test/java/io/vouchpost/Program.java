package io.vouchpost;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The program as operators run it: {@code java -jar}, a process of its own, which ends with its test at the latest. */
final class Program implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Java does not hear signals that its parent ignores, and those of nohup and of background jobs ignore these. */
    private static final List<String> HEARING_SIGNALS =
            System.getProperty("os.name").equals("Linux") ? List.of("env", "--default-signal=HUP,INT,TERM") : List.of();

    private final Process process;
    private final Output out;
    private final Output err;

    private Program(Process process) {
        this.process = process;
        this.out = new Output(process.getInputStream());
        this.err = new Output(process.getErrorStream());
    }

    /** How a command ended. */
    record Ended(int code, String out, String err) {}

    /**
     * @param folder where it runs
     * @param jvm options of the Java runtime
     */
    static Program start(Path folder, List<String> jvm, Map<String, String> environment, String... arguments)
            throws IOException {
        var command = new ArrayList<>(HEARING_SIGNALS);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(List.of("-jar", System.getProperty("vouchpost.jar")));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().putAll(environment);
        return new Program(builder.start());
    }

    static Program start(Path folder, String... arguments) throws IOException {
        return start(folder, List.of("-Xmx256m"), Map.of(), arguments);
    }

    /** Runs a command to its end, with that on its standard input. */
    static Ended run(Path folder, String input, String... arguments) throws IOException, InterruptedException {
        try (var program = start(folder, arguments)) {
            try (var stream = program.process.getOutputStream()) {
                stream.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException notRead) {
                // it ended without asking for it
            }
            return program.ended(PATIENCE);
        }
    }

    /** The line with that text on its standard output; waits for it. */
    String says(String text) throws InterruptedException {
        return line(out, text);
    }

    /** The line with that text in its log; waits for it. */
    String logs(String text) throws InterruptedException {
        return line(err, text);
    }

    private String line(Output stream, String text) throws InterruptedException {
        return stream.line(line -> line.contains(text), PATIENCE)
                .orElseThrow(() -> new AssertionError(
                        "not said: " + text + "\non standard output:\n" + out() + "\non standard error:\n" + err()));
    }

    /** All it has said by now on its standard output. */
    String out() {
        return out.text();
    }

    /** All it has said by now on its standard error. */
    String err() {
        return err.text();
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /**
     * @param name such as {@code TERM}
     */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    /** Waits for its end. */
    Ended ended(Duration within) throws InterruptedException {
        if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running after " + within + "; its log:\n" + err());
        }
        return new Ended(process.exitValue(), out.whole(), err.whole());
    }

    /** The PostgreSQL that runs on this directory of an embedded database. */
    static Optional<ProcessHandle> postgres(Path directory) throws IOException {
        var file = directory.resolve("cluster").resolve("postmaster.pid");
        return (Files.exists(file) ? Files.readAllLines(file) : List.<String>of())
                .stream()
                        .findFirst()
                        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.trim())))
                        .filter(ProcessHandle::isAlive);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
