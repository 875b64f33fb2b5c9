package io.vouchpost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.database.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code account import}, as whoever types it sees it. */
@Timeout(60)
class ImportCommandTest {
    private static final String THREE = """
            alice@example.org:{PLAIN}hunter2
            bob:{SSHA}FaJXtWjlIvjubqHPvs/EVFilybP2tyme
            carol:{MD5-CRYPT}$1$WaGjIuCI$.wEXX2blcAky7jm4TgexL.
            hunter3
            """;

    private final DatabaseSettings database = TestDatabase.fresh();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Command(name = "vouchpost", subcommands = AccountCommand.class)
    static final class Root {}

    @Test
    void tellsWhatWasAddedAndWhatNotAndWhy() throws IOException {
        assertThat(run("account", "import", file(THREE))).isEqualTo(1);
        assertThat(out.toString().lines())
                .containsExactly(
                        "Added 2 accounts.",
                        "Of these 1 cannot send yet: account identity add NAME ADDRESS gives one an address.",
                        "Skipped 2 lines:",
                        "  line 3 (carol) has a password in the scheme {MD5-CRYPT}, which is not read",
                        "  line 4 has no colon, so no name and password");
        assertThat(err.toString()).isEmpty(); // no bar where no terminal is

        fresh();
        assertThat(run("account", "import", file("alice@example.org:{PLAIN}other\n")))
                .isZero();
        assertThat(out.toString().lines())
                .containsExactly("Added 0 accounts.", "Left alone 1 account that is there already.");
    }

    @Test
    void tellsProgramsTheSame() throws IOException {
        assertThat(run("account", "import", file(THREE), "--dry-run", "--identity", "none", "--json"))
                .isEqualTo(1);
        assertThat(new JsonObject(out.toString()))
                .isEqualTo(new JsonObject()
                        .put("dryRun", true)
                        .put("added", 2)
                        .put("withoutIdentity", 2)
                        .put("alreadyThere", 0)
                        .put("skipped", 2)
                        .put(
                                "skippedLines",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("line", 3)
                                                .put("name", "carol")
                                                .put(
                                                        "reason",
                                                        "has a password in the scheme {MD5-CRYPT}, which is not read"))
                                        .add(new JsonObject()
                                                .put("line", 4)
                                                .put("name", "")
                                                .put("reason", "has no colon, so no name and password"))));
        fresh();
        run("account", "list");
        assertThat(out.toString()).contains("There are no accounts yet");
    }

    @Test
    void theReportHasEveryLineAndTheAnswerAHundred() throws IOException {
        run("account", "import", file("user7:{PLAIN}a\n"));
        fresh();
        var report = directory.resolve("report.csv");
        var file = file(IntStream.rangeClosed(1, 250)
                .mapToObj(i -> "user" + i + (i == 7 ? ":{PLAIN}a\n" : ":{LANMAN}hunter2\n"))
                .collect(Collectors.joining()));
        assertThat(run("account", "import", file, "--report", report.toString()))
                .isEqualTo(1);
        assertThat(out.toString())
                .contains("  line 101 (user101)", "  and 149 more; --report FILE writes them all")
                .doesNotContain("line 102 ");
        assertThat(Files.readAllLines(report))
                .hasSize(251)
                .contains(
                        "line,name,reason",
                        "7,\"user7\",\"is there already\"",
                        "250,\"user250\",\"has a password in the scheme {LANMAN}, which is not read\"")
                .noneMatch(line -> line.contains("hunter2"));
    }

    @Test
    void takesTheStandardInput() {
        var before = System.in;
        System.setIn(new ByteArrayInputStream("name,hash\nbob,{PLAIN}secret\n".getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(run("account", "import", "-", "--format", "csv")).isZero();
        } finally {
            System.setIn(before);
        }
        assertThat(out.toString()).startsWith("Added 1 account.");
    }

    @Test
    void aFileThatIsAnotherOrNoneIsASentence() throws IOException {
        assertThat(run("account", "import", file(THREE), "--format", "sasldb")).isEqualTo(1);
        assertThat(err)
                .hasToString("Line 1 is not the first one of a dump by db_dump, VERSION=3." + System.lineSeparator());
        fresh();
        assertThat(run("account", "import", directory.resolve("none").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).startsWith("There is no file ").hasLineCount(1);
        fresh();
        assertThat(run("account", "import", directory.toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith("There is no file ").hasLineCount(1);
        assertThat(run("account", "import")).isEqualTo(2);
        assertThat(run("account", "import", file(THREE), "--format", "nonsense"))
                .isEqualTo(2);
    }

    @Test
    void aBarIsDrawnOnATerminal() {
        var progress = new FileProgress(new PrintWriter(err), "Import", true);
        progress.start(2_048_000);
        progress.at(1_024_000, "500 added");
        progress.close();
        assertThat(err.toString())
                .contains("Import", "50%", "1000/2000 KiB", "500 added")
                .endsWith("\n");
        fresh();
        var nowhere = new FileProgress(new PrintWriter(err), "Import", false);
        nowhere.start(2_048_000);
        nowhere.close();
        assertThat(err.toString()).isEmpty();
    }

    private String file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "accounts", ""), text)
                .toString();
    }

    private void fresh() {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
    }

    private int run(String... arguments) {
        var line = new CommandLine(new Root(), new CommandFactory(file -> TestSettings.with(database)));
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        // as Main has it
        line.setCaseInsensitiveEnumValuesAllowed(true);
        return line.execute(arguments);
    }
}
