package io.vouchpost.image;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A gateway in a container, ready. */
final class Container implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile(":([0-9]+) \\((starttls|implicit)\\)");
    /** In /proc, for everybody. */
    private static final int TICKS_PER_SECOND = 100;

    private static final int START_TIME = 22; // proc(5), of /proc/PID/stat

    private final String name;
    private final Path log;
    private final Process process;
    private final List<Integer> ports;
    private final Duration toReady;
    private final long pid;

    private Container(String name, Path log, Process process) throws IOException, InterruptedException {
        this.name = name;
        this.log = log;
        this.process = process;
        var ready = ready(process);
        var now = uptime();
        ports = PORT.matcher(ready)
                .results()
                .map(match -> Integer.valueOf(match.group(1)))
                .toList();
        pid = Long.parseLong(Podman.run("inspect", "--format", "{{.State.Pid}}", name));
        toReady = now.minus(startOf(pid));
    }

    /**
     * @param configuration the folder that it sees as {@code /etc/vouchpost}
     * @param options of {@code podman run} besides
     */
    static Container start(String image, Path configuration, Path log, String... options) throws Exception {
        var name = "vouchpost-" + UUID.randomUUID();
        var process = Podman.start(name, image, configuration, List.of(options), log);
        try {
            return new Container(name, log, process);
        } catch (IOException | InterruptedException | AssertionError notReady) {
            process.destroy();
            throw new AssertionError(notReady.getMessage() + "\n" + Files.readString(log), notReady);
        }
    }

    private String ready(Process of) throws IOException {
        var output = new BufferedReader(new InputStreamReader(of.getInputStream(), StandardCharsets.UTF_8));
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            if (line.contains("ready")) {
                return line;
            }
        }
        throw new AssertionError("it ended before it was ready");
    }

    /** Of this machine. */
    private static Duration uptime() throws IOException {
        var seconds = Files.readString(Path.of("/proc/uptime")).split(" ")[0];
        return Duration.ofMillis((long) (Double.parseDouble(seconds) * 1000));
    }

    private static Duration startOf(long pid) throws IOException {
        var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" "); // from the third on
        return Duration.ofMillis(Long.parseLong(fields[START_TIME - 3]) * 1000 / TICKS_PER_SECOND);
    }

    /** STARTTLS. */
    int port() {
        return ports.get(0);
    }

    /** Implicit TLS. */
    int tlsPort() {
        return ports.get(1);
    }

    /** From the start of its process to the line that says so. */
    Duration toReady() {
        return toReady;
    }

    /** What the system knows of the process, by the names in proc(5). */
    String proc(String file) throws IOException {
        return Files.readString(Path.of("/proc/" + pid + "/" + file));
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    void terminate() throws IOException, InterruptedException {
        Podman.run("kill", "--signal", "TERM", name);
    }

    int ended(Duration within) throws InterruptedException {
        if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running after " + within);
        }
        return process.exitValue();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (process.isAlive()) {
            Podman.run("kill", "--signal", "KILL", name);
            process.waitFor(20, TimeUnit.SECONDS);
        }
    }
}
