package io.vouchpost.clients;

import io.vouchpost.FreePort;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Debian's dnsmasq, which answers for {@code example.org} and {@code example.net} out of its configuration alone. */
final class Dnsmasq implements AutoCloseable {
    /** RFC 1035 §3.3. */
    private static final int LONGEST_STRING = 255;

    private final Daemon daemon;
    private final int port;

    /** @param lines such as {@code mx-host=example.org,mail.example.org,10} */
    static Dnsmasq start(Path folder, List<String> lines) throws Exception {
        Installed.require("dnsmasq", "dnsmasq-base");
        return new Dnsmasq(folder, lines);
    }

    private Dnsmasq(Path folder, List<String> lines) throws Exception {
        port = FreePort.any();
        var all = new ArrayList<>(List.of(
                "port=" + port,
                "listen-address=127.0.0.1",
                "bind-interfaces",
                "no-resolv",
                "no-hosts",
                "pid-file",
                "user=" + System.getProperty("user.name"),
                "local=/example.org/",
                "local=/example.net/"));
        all.addAll(lines);
        var file = Files.write(folder.resolve("dnsmasq.conf"), all);
        daemon = Daemon.start(folder, "dnsmasq", "--keep-in-foreground", "--conf-file=" + file);
        daemon.await(() -> {
            try (var socket = new Socket("127.0.0.1", port)) {
                return socket.isConnected();
            } catch (ConnectException notYet) {
                return false;
            }
        });
    }

    /** A TXT record, of several strings where it is long. */
    static String txt(String name, String value) {
        return "txt-record=" + name + ","
                + IntStream.iterate(0, at -> at < value.length(), at -> at + LONGEST_STRING)
                        .mapToObj(at -> value.substring(at, Math.min(value.length(), at + LONGEST_STRING)))
                        .collect(Collectors.joining("\",\"", "\"", "\""));
    }

    /** As {@code --resolver} wants it. */
    String place() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() throws InterruptedException {
        daemon.close();
    }
}
