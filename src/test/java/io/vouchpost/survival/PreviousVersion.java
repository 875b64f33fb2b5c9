package io.vouchpost.survival;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;

/** The program as it was one version ago: out of the history of this repository, compiled with the libraries of today. */
final class PreviousVersion {
    private static final String MIGRATION = "src/main/resources/db/migration/V%s__*.sql";

    private PreviousVersion() {}

    /**
     * Its class path; compiled when it is asked for the first time. Aborts the test where there is no history, as in a shallow
     * copy of the repository.
     */
    static String classPath() throws IOException, InterruptedException {
        var commit = commit();
        var home = Path.of("target", "previous-version", commit).toAbsolutePath();
        var classes = home.resolve("classes");
        var done = home.resolve("done");
        if (!Files.exists(done)) {
            Files.createDirectories(classes);
            unpack(commit, home);
            compile(home.resolve("src/main/java"), classes);
            var schema = classes.resolve("io/vouchpost/config/vouchpost.schema.json");
            Files.write(schema, Files.readAllBytes(home.resolve("conf/vouchpost.schema.json")));
            Files.createFile(done);
        }
        return String.join(
                File.pathSeparator,
                classes.toString(),
                home.resolve("src/main/resources").toString(),
                libraries());
    }

    /** The first that has the last migration of the version before; by what it did, as a history can be written anew. */
    private static String commit() throws IOException, InterruptedException {
        var schema = schema();
        boolean whole = "false".equals(said("rev-parse", "--is-shallow-repository"));
        var commit =
                whole ? said("log", "-1", "--diff-filter=A", "--format=%H", "--", MIGRATION.formatted(schema)) : "";
        assumeTrue(
                !commit.isEmpty(),
                "who brought migration " + schema + " is not in the history of this copy of the repository"
                        + " (a shallow one has none: git fetch --unshallow)");
        return commit;
    }

    private static String schema() throws IOException {
        var properties = new Properties();
        try (var stream = PreviousVersion.class.getResourceAsStream("/previous-version.properties")) {
            properties.load(stream);
        }
        return properties.getProperty("schema");
    }

    /** By git; empty where there is none, or no repository. */
    private static String said(String... question) throws InterruptedException {
        var command = new ArrayList<>(List.of("git", "-c", "safe.directory=*"));
        command.addAll(List.of(question));
        try {
            var process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
            return process.waitFor() == 0 ? said : "";
        } catch (IOException notInstalled) {
            return "";
        }
    }

    /** Of this version too, but nothing of our own. */
    private static String libraries() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("vouchpost"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static void unpack(String commit, Path home) throws IOException, InterruptedException {
        var archive = home.resolve("source.tar");
        said("archive", "-o", archive.toString(), commit, "src/main", "conf");
        var unpacking = new ProcessBuilder("tar", "-xf", archive.toString(), "-C", home.toString()).inheritIO();
        assertThat(unpacking.start().waitFor()).isZero();
    }

    private static void compile(Path sources, Path classes) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        assumeTrue(compiler != null, "there is no compiler in this Java runtime");
        var said = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, UTF_8);
                var tree = Files.walk(sources)) {
            var units = files.getJavaFileObjectsFromPaths(
                    tree.filter(file -> file.toString().endsWith(".java")).toList());
            var options =
                    List.of("-d", classes.toString(), "-cp", libraries(), "-proc:none", "-nowarn", "-parameters", "-g");
            assertThat(compiler.getTask(said, files, null, options, null, units).call())
                    .as("%s", said)
                    .isTrue();
        }
    }
}
