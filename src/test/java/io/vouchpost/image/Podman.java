package io.vouchpost.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Podman, as these tests use it: images from a file, containers in the network of this machine. */
final class Podman {
    private Podman() {}

    /** runc where it is there: Debian's crun refuses some arrangements of control groups. */
    private static List<String> command(String... arguments) {
        var command = new ArrayList<>(List.of("podman"));
        if (Files.isExecutable(Path.of("/usr/sbin/runc"))) {
            command.addAll(List.of("--runtime", "runc"));
        }
        command.addAll(List.of(arguments));
        return command;
    }

    /** Its name. */
    static String load(Path file) throws IOException, InterruptedException {
        var said = run("load", "--quiet", "--input", file.toString());
        return said.substring(said.indexOf("Loaded image: ") + "Loaded image: ".length())
                .strip();
    }

    static void remove(String image) throws IOException, InterruptedException {
        run("rmi", "--force", image);
    }

    /** What it says, once it has ended well. */
    static String run(String... arguments) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command(arguments))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", arguments) + ": " + process.exitValue());
        }
        return said.strip();
    }

    /**
     * In the foreground, with nothing that can be written but two folders in memory, no capability, no way to more rights,
     * and the memory of a small pod. Without a shell around it: what ends the container is the program's own exit code.
     */
    static Process start(String name, String image, Path configuration, List<String> more, Path err)
            throws IOException {
        var command = command("run", "--rm", "--name", name, "--read-only", "--read-only-tmpfs=false");
        command.addAll(List.of("--tmpfs", "/tmp:rw,noexec,nosuid,nodev"));
        command.addAll(List.of("--tmpfs", "/var/lib/vouchpost:rw,noexec,nosuid,nodev"));
        command.addAll(List.of("--volume", configuration + ":/etc/vouchpost:ro"));
        command.addAll(List.of("--cap-drop", "all", "--security-opt", "no-new-privileges"));
        command.addAll(List.of("--memory", "512m", "--network", "host"));
        // no more than the machine allows those who run this
        command.addAll(List.of("--ulimit", "nofile=4096:4096", "--ulimit", "nproc=4096:4096"));
        command.addAll(more);
        command.add(image);
        return new ProcessBuilder(command).redirectError(err.toFile()).start();
    }
}
