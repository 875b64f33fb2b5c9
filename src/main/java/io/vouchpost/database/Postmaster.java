package io.vouchpost.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A PostgreSQL that runs on a data directory, by what its {@code postmaster.pid} says: process id in line 1, port in
 * line 4.
 */
record Postmaster(long pid, int port) {

    /** The one that is alive now; a file that a killed one has left behind counts for nothing. */
    static Optional<Postmaster> of(Path data) throws IOException {
        var file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var lines = Files.readAllLines(file);
        try {
            var found = new Postmaster(
                    Long.parseLong(lines.get(0).trim()),
                    Integer.parseInt(lines.get(3).trim()));
            return found.alive() ? Optional.of(found) : Optional.empty();
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /**
     * Not only whether a process has this id: after a restart of a container the id is often somebody else's, and
     * PostgreSQL would then refuse to start.
     */
    boolean alive() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(Postmaster::program)
                .filter(name -> name.startsWith("postgres"))
                .isPresent();
    }

    /**
     * Linux shows the file of a program only to those who have all capabilities that it has: not to a command, where a
     * service that may open ports below 1024 has started PostgreSQL. The name it shows to everybody.
     */
    private static Optional<String> program(ProcessHandle process) {
        return process.info()
                .command()
                .map(command -> Path.of(command).getFileName().toString())
                .or(() -> name(Path.of("/proc", Long.toString(process.pid()), "comm")));
    }

    private static Optional<String> name(Path file) {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A fast shutdown: sessions are ended, what is committed is written. Java itself can only send SIGTERM, which waits. */
    void stop() throws IOException {
        new ProcessBuilder("sh", "-c", "kill -INT " + pid)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
