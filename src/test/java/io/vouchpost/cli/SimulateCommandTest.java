package io.vouchpost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vouchpost.config.DatabaseSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code guard simulate}, on the database that it makes for itself. */
@Timeout(120)
class SimulateCommandTest {
    private static final Instant TEN = Instant.parse("2026-11-21T10:00:00Z");

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path log;

    /** 30 wrong passwords for one account from one address, ten a second, then the right one, then half a line. */
    @BeforeEach
    void aLog() throws Exception {
        var lines = IntStream.range(0, 30)
                .mapToObj(i -> login(i).put("outcome", "refused")
                        .put("tried", "00" + (10 + i))
                        .put("rule", "password")
                        .put("reply", "535 5.7.8 Wrong user name or password")
                        .encode())
                .collect(Collectors.joining("\n"));
        var right = login(30).put("outcome", "accepted").encode();
        log = Files.writeString(folder.resolve("audit.jsonl"), lines + "\n" + right + "\n{\"time\":");
    }

    private static JsonObject login(int number) {
        return new JsonObject()
                .put("time", TEN.plusMillis(100L * number).toString())
                .put("event", "login")
                .put("session", "S" + number)
                .put("client", "192.0.2.1")
                .put("mechanism", "PLAIN")
                .put("account", "alice\u001b[2J");
    }

    private int run(String... arguments) {
        var line = new CommandLine(
                new VouchpostCommand(),
                new CommandFactory(
                        file -> TestSettings.with(new DatabaseSettings.Embedded(folder.resolve("none"), 1))));
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(arguments);
    }

    @Test
    void tellsASummaryFirstAndNoTerminalObeysIt() {
        assertThat(run("guard", "simulate", "--verbose", log.toString())).isZero();
        assertThat(out.toString())
                .startsWith("32 lines from 2026-11-21T10:00:00Z to 2026-11-21T10:00:03Z:"
                        + " log-ins 1 right, 30 wrong, 0 refused by the guard, 0 others.\n"
                        + "Line 32 is no event.\n")
                .contains("wrong passwords would not be tried", "guard.networkFailures", "alice?[2J")
                .doesNotContain("\u001b");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void listsEachDifferenceForProgramsToo() {
        assertThat(run("guard", "simulate", "--json", "--verbose", log.toString()))
                .isZero();
        var json = new JsonObject(out.toString());
        var refused = json.getJsonObject("changes").getInteger("wrongLoginRefused");
        assertThat(refused).isPositive();
        assertThat(json.getJsonArray("differences")).hasSizeGreaterThanOrEqualTo(refused);
        assertThat(json.getJsonArray("lockouts").getJsonObject(0).getString("rule"))
                .isEqualTo("guard.networkFailures");
        assertThat(json.getInteger("unreadable")).isEqualTo(1);
    }

    @Test
    void aFileThatIsNotThereIsSaidSo() {
        assertThat(run("guard", "simulate", folder.resolve("nothing").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("There is no file").doesNotContain("Exception");
    }
}
