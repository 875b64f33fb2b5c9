package io.vouchpost.database;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;

/** What lies where in the directory of an embedded PostgreSQL; only its owner may look into it. */
record EmbeddedDirectory(Path root) {
    private static final int PASSWORD_OCTETS = 24;

    /** Creates what is missing. */
    static EmbeddedDirectory prepare(Path directory) {
        var root = directory.toAbsolutePath().normalize();
        try {
            Files.createDirectories(root);
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException | UnsupportedOperationException e) {
            throw new DatabaseException("The database directory " + root + " cannot be used: " + e, e);
        }
        if (!Files.isWritable(root)) {
            throw new DatabaseException("The database directory " + root + " is not writable.");
        }
        return new EmbeddedDirectory(root);
    }

    Path data() {
        return root.resolve("cluster");
    }

    /** The programs of PostgreSQL, unpacked here rather than in /tmp, where others could put theirs in their place. */
    Path binaries() {
        return root.resolve("binaries");
    }

    Path lock() {
        return root.resolve("lock");
    }

    Path startLog() {
        return root.resolve("start.log");
    }

    Path passwordFile() {
        return root.resolve("password");
    }

    /** Where it listened last, if that is still free: who waits for its return finds it there. 0: anywhere. */
    int port() throws IOException {
        var file = root.resolve("port");
        if (Files.exists(file)) {
            try (var probe = new ServerSocket()) {
                var port = Integer.parseInt(Files.readString(file).trim());
                probe.setReuseAddress(true);
                probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (BindException | IllegalArgumentException e) {
                return 0;
            }
        }
        return 0;
    }

    void keepPort(int port) throws IOException {
        Files.writeString(root.resolve("port"), Integer.toString(port));
    }

    /** Stands from when the first start has come to its end. */
    private Path complete() {
        return root.resolve("complete");
    }

    void markComplete() throws IOException {
        if (!Files.exists(complete())) {
            Files.createFile(complete());
        }
    }

    /** A first start that was killed half-way leaves data that nothing can start from: aside with it, nothing is lost. */
    void setAsideIncomplete() throws IOException {
        if (Files.exists(data()) && !Files.exists(complete())) {
            Files.move(data(), root.resolve("interrupted-" + Instant.now().toEpochMilli()));
        }
    }

    /** The password of the roles, made at the first start. */
    String password() throws IOException {
        var file = passwordFile();
        if (!Files.exists(file)) {
            var octets = new byte[PASSWORD_OCTETS];
            new SecureRandom().nextBytes(octets);
            var draft = root.resolve("password.new"); // a kill half-way must not leave an empty password
            Files.deleteIfExists(draft);
            Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(
                    draft, Base64.getUrlEncoder().withoutPadding().encodeToString(octets), StandardOpenOption.WRITE);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return Files.readString(file, StandardCharsets.US_ASCII).trim();
    }

    /** What PostgreSQL said at its start, for an error message. */
    String lastWords() {
        try {
            var lines = Files.readAllLines(startLog());
            return String.join(" / ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
        } catch (IOException e) {
            return "nothing";
        }
    }
}
