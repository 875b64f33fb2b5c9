package io.vouchpost.clients;

import io.vouchpost.FreePort;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** A private HAProxy, as Debian has it: a port of its own, and gateways behind it. */
public final class HaProxy implements AutoCloseable {
    /** Where gateways see it come from. */
    public static final String ADDRESS = "127.0.0.200";

    private static final String LOCAL = "127.0.0.1";

    private static final String CONFIGURATION = """
            defaults
                mode tcp
                timeout connect 5s
                timeout client 60s
                timeout server 60s
            listen submission
                bind 127.0.0.1:%d
                server gateway 127.0.0.1:%d source %s %s
            """;

    private final Process process;
    private final int port;
    private final Path log;

    private HaProxy(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /**
     * Before one gateway. Listening when this returns.
     *
     * @param folder for its files
     * @param options of the server, such as {@code send-proxy-v2}
     */
    static HaProxy before(int gateway, Path folder, String options) throws Exception {
        return start(folder, port -> String.format(Locale.ROOT, CONFIGURATION, port, gateway, ADDRESS, options));
    }

    /**
     * The same, before whatever the configuration says.
     *
     * @param folder for its files
     * @param configuration made for the port of {@value #LOCAL} that it is to listen on
     */
    public static HaProxy start(Path folder, IntFunction<String> configuration) throws Exception {
        Installed.require("haproxy", "haproxy");
        int port = FreePort.any();
        var file = Files.createTempFile(folder, "haproxy", ".cfg");
        Files.writeString(file, configuration.apply(port));
        var log = folder.resolve("haproxy.log");
        var process = new ProcessBuilder("/usr/sbin/haproxy", "-db", "-f", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        while (!listens(port)) {
            if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(Files.readString(log));
            }
        }
        return new HaProxy(process, port, log);
    }

    private static boolean listens(int port) {
        try (var socket = new Socket(LOCAL, port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    /** What it has said by now, where its configuration has it log to its standard output. */
    public List<String> log() throws IOException {
        return Files.readAllLines(log);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor(10, TimeUnit.SECONDS);
        process.destroyForcibly();
    }
}
