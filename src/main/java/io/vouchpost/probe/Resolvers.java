package io.vouchpost.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whom this machine asks for names (resolv.conf(5)); nobody in place of those who are not named there. */
final class Resolvers {
    private static final Path FILE = Path.of("/etc/resolv.conf");
    private static final int PORT = 53;
    private static final int MOST = 3;

    private Resolvers() {}

    static List<InetSocketAddress> ofThisMachine() {
        try (var lines = Files.lines(FILE)) {
            return lines.map(line -> line.strip().split("\\s+"))
                    .filter(words -> words.length > 1 && words[0].equals("nameserver"))
                    .flatMap(words -> LiteralAddress.of(words[1].replaceFirst("%.*", "")).stream())
                    .map(address -> new InetSocketAddress(address, PORT))
                    .limit(MOST)
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }
}
