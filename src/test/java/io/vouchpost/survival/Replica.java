package io.vouchpost.survival;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vouchpost.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A gateway as operators run it: {@code serve}, in a process that can be ended, killed, and started again in its place. */
final class Replica {
    private static final Pattern PORT = Pattern.compile(":([0-9]+) \\((?:starttls|implicit)\\)");
    /** Java does not hear signals that its parent ignores, and those of nohup and of background jobs ignore these. */
    private static final List<String> HEARING_SIGNALS = List.of("env", "--default-signal=HUP,INT,TERM");

    private final String name;
    private final Path home;
    private final String classPath;
    private final String password;
    private Optional<Process> process = Optional.empty();

    /**
     * @param home where its configuration is, and its files will be
     * @param password of the database
     */
    Replica(String name, Path home, String classPath, String password) {
        this.name = name;
        this.home = home;
        this.classPath = classPath;
        this.password = password;
    }

    String name() {
        return name;
    }

    /** Not ready yet when this returns. */
    void start() throws IOException {
        var command = new ArrayList<>(HEARING_SIGNALS);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx200m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                Main.class.getName(),
                "serve",
                "--config",
                "vouchpost.json"));
        var builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectOutput(out().toFile())
                .redirectError(
                        ProcessBuilder.Redirect.appendTo(home.resolve("log").toFile()));
        builder.environment().put("DATABASE_PASSWORD", password);
        process = Optional.of(builder.start());
    }

    private Path out() {
        return home.resolve("out");
    }

    boolean isAlive() {
        return process.filter(Process::isAlive).isPresent();
    }

    /** Whether all its ports are open, or were so before it was told to end. */
    boolean isReady() {
        return isAlive() && !ports().isEmpty();
    }

    /** Of its listeners, in their order; empty while it is not ready. */
    List<Integer> ports() {
        try {
            var said = Files.readString(out(), UTF_8);
            return said.contains("\n")
                    ? PORT.matcher(said)
                            .results()
                            .map(match -> Integer.valueOf(match.group(1)))
                            .toList()
                    : List.of();
        } catch (IOException notYet) {
            return List.of();
        }
    }

    /**
     * @param signal such as TERM
     */
    void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder(
                        "kill",
                        "-" + signal,
                        Long.toString(process.orElseThrow().pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    /** Waits for its end; its exit code. */
    int ended(Duration within) throws InterruptedException {
        var ending = process.orElseThrow();
        if (!ending.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError(name + " still runs after " + within + "; its log:\n" + log());
        }
        return ending.exitValue();
    }

    /** As the power would. */
    void kill() {
        process.ifPresent(running -> running.destroyForcibly().onExit().join());
    }

    /** What it has logged in all its lives. */
    String log() {
        try {
            return Files.readString(home.resolve("log"), UTF_8);
        } catch (IOException none) {
            return "";
        }
    }
}
