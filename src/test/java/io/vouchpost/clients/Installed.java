package io.vouchpost.clients;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What these tests need of the machine. Where it is missing the test is skipped with a word why, or fails where the system
 * property {@code vouchpost.clients} says {@code required}, as it does in CI.
 */
public final class Installed {
    private static final boolean REQUIRED =
            System.getProperty("vouchpost.clients", "optional").equals("required");

    private Installed() {}

    /**
     * @param program by its name, looked for on the path, or by its path
     * @param packages of Debian that bring it
     */
    public static void require(String program, String packages) {
        var found = Stream.concat(
                        Stream.of(System.getenv("PATH").split(File.pathSeparator, -1)), Stream.of("/usr/sbin", "/sbin"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder).resolve(program)));
        require(found, program + " is not installed: apt-get install " + packages);
    }

    public static void require(boolean met, String otherwise) {
        if (!met && REQUIRED) {
            fail(otherwise);
        }
        if (!met) {
            abort(otherwise);
        }
    }
}
