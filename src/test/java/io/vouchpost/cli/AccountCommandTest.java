package io.vouchpost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.database.EmbeddedDatabase;
import io.vouchpost.database.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@Timeout(60)
class AccountCommandTest {
    private DatabaseSettings database = TestDatabase.fresh();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final java.io.InputStream standardInput = System.in;

    @Command(
            name = "vouchpost",
            subcommands = {AccountCommand.class, LockoutCommand.class})
    static final class Root {}

    @BeforeEach
    void typeAPassword() {
        typeAPassword("tumble-orchid-radar-vinegar");
    }

    private static void typeAPassword(String password) {
        System.setIn(new ByteArrayInputStream((password + "\r\nsecond line").getBytes(StandardCharsets.UTF_8)));
    }

    @AfterEach
    void giveStandardInputBack() {
        System.setIn(standardInput);
    }

    @Test
    void anAddressAsNameIsItsOwnIdentity() {
        assertThat(run("account", "add", "Alice@Example.org", "--password-stdin"))
                .isZero();
        assertThat(out)
                .hasToString("Added alice@example.org, which may send as alice@example.org." + System.lineSeparator());
    }

    @Test
    void theNullSenderIsAllowedAndDeniedLater() {
        run("account", "add", "alice@example.org", "--password-stdin");
        assertThat(run("account", "null-sender", "alice@example.org")).isZero();
        run("account", "show", "alice@example.org", "--json");
        assertThat(out.toString()).contains("may send with MAIL FROM:<>").contains("\"nullSender\" : true");

        assertThat(run("account", "null-sender", "alice@example.org", "--deny")).isZero();
        assertThat(out.toString()).contains("may not send with MAIL FROM:<>");
    }

    @Test
    void whatWasAddedIsListedAndShown() {
        run("account", "add", "printer", "--identity", "scan@example.org", "--null-sender", "--password-stdin");
        assertThat(run("account", "list")).isZero();
        assertThat(out.toString())
                .contains("NAME     STATUS   NULL SENDER  IDENTITIES")
                .contains("printer  enabled  yes          scan@example.org");

        fresh();
        assertThat(run("account", "show", "PRINTER", "--json")).isZero();
        assertThat(new JsonObject(out.toString()))
                .isEqualTo(new JsonObject()
                        .put("name", "printer")
                        .put("enabled", true)
                        .put("nullSender", true)
                        .put("identities", new JsonArray().add("scan@example.org")));
    }

    @Test
    void identitiesComeAndGo() {
        run("account", "add", "printer", "--password-stdin");
        assertThat(out.toString()).contains("It cannot send yet");
        assertThat(run("account", "identity", "add", "printer", "*@Dept.example.org"))
                .isZero();
        fresh();
        run("account", "show", "printer");
        assertThat(out.toString()).contains("*@dept.example.org");
        assertThat(run("account", "identity", "remove", "printer", "*@dept.example.org"))
                .isZero();
        assertThat(run("account", "identity", "remove", "printer", "*@dept.example.org"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("The account printer has no identity *@dept.example.org.");
        assertThat(run("account", "identity", "add", "printer", "nonsense")).isEqualTo(1);
        assertThat(err.toString()).contains("this is neither: nonsense");
    }

    @Test
    void disablingAndRemovingAreSeen() {
        run("account", "add", "bob", "--password-stdin");
        assertThat(run("account", "disable", "bob")).isZero();
        run("account", "list");
        assertThat(out.toString()).contains("disabled");
        assertThat(run("account", "enable", "bob")).isZero();
        assertThat(run("account", "remove", "bob")).isZero();
        fresh();
        assertThat(run("account", "show", "bob")).isEqualTo(1);
        assertThat(err.toString()).contains("There is no account named bob.");
    }

    @Test
    void nobodyIsASentenceAndNotAStackTrace() {
        for (var command : new String[][] {
            {"account", "disable", "bob"},
            {"account", "remove", "bob"},
            {"account", "passwd", "bob", "--password-stdin"},
            {"account", "identity", "add", "bob", "bob@example.org"}
        }) {
            typeAPassword();
            fresh();
            assertThat(run(command)).isEqualTo(1);
            assertThat(err).hasToString("There is no account named bob." + System.lineSeparator());
        }
        fresh();
        assertThat(run("account", "show", "bob", "--json")).isEqualTo(1);
        assertThat(new JsonObject(out.toString()).getString("error")).isEqualTo("There is no account named bob.");
    }

    @Test
    void aSecondOneOfTheSameNameIsRefused() {
        run("account", "add", "bob", "--password-stdin");
        typeAPassword();
        assertThat(run("account", "add", "BOB", "--password-stdin")).isEqualTo(1);
        assertThat(err.toString()).contains("There is already an account named bob.");
    }

    @Test
    void anEmptyPasswordIsRefused() {
        System.setIn(new ByteArrayInputStream(new byte[] {'\n'}));
        assertThat(run("account", "add", "bob", "--password-stdin")).isEqualTo(1);
        assertThat(err.toString()).contains("A password must have 1 to 1024 octets.");
    }

    @Test
    void aWeakPasswordIsRefusedWithTheReason() {
        typeAPassword("alice2026");
        assertThat(run("account", "add", "alice@example.org", "--password-stdin"))
                .isEqualTo(1);
        assertThat(err.toString())
                .startsWith("This password is too easy to guess. ")
                .hasLineCount(1);
        typeAPassword();
        assertThat(run("account", "add", "alice@example.org", "--password-stdin"))
                .isZero();
        typeAPassword("password1");
        assertThat(run("account", "passwd", "alice@example.org", "--password-stdin"))
                .isEqualTo(1);
    }

    @Test
    void thePasswordOfTheDemoIsStrong() {
        var login = DemoLogin.generate();
        typeAPassword(login.password());
        assertThat(run("account", "add", login.name(), "--password-stdin")).isZero();
    }

    @Test
    void theEmbeddedDatabaseIsStartedForACommandOrJoinedWhereItRuns(@TempDir Path directory) {
        database = new DatabaseSettings.Embedded(directory, 2);
        assertThat(run("account", "add", "alice", "--password-stdin")).isZero();
        try (var gateway = EmbeddedDatabase.open(directory)) {
            assertThat(run("account", "show", "alice")).isZero();
            assertThat(run("account", "disable", "alice")).isZero();
            assertThat(gateway.port()).isPositive();
        }
        assertThat(run("account", "show", "alice")).isZero();
        assertThat(out.toString()).contains("disabled");
    }

    @Test
    void aDatabaseThatIsAwayIsASentence() {
        database = new DatabaseSettings.External("postgresql://vouchpost@127.0.0.1:1/vouchpost", Optional.empty(), 2);
        assertThat(run("account", "list")).isEqualTo(1);
        assertThat(err.toString())
                .contains("The database at 127.0.0.1:1 cannot be prepared: ")
                .hasLineCount(1);
        database = new DatabaseSettings.External("nonsense", Optional.empty(), 2);
        assertThat(run("account", "list")).isEqualTo(1);
        assertThat(err.toString()).contains("database.uri is not of the form");
    }

    @Test
    void wrongUseIsExitCodeTwo() {
        assertThat(run("account")).isEqualTo(2);
        assertThat(run("account", "add")).isEqualTo(2);
        assertThat(run("account", "add", "bob", "hunter2", "--password-stdin")).isEqualTo(2);
        assertThat(run("account", "list", "--nonsense")).isEqualTo(2);
    }

    @Test
    void helpIsThereForEachCommand() {
        assertThat(run("account", "add", "--help")).isZero();
        assertThat(out.toString())
                .contains("--password-stdin")
                .contains("--config=FILE")
                .contains("--json");
        assertThat(run("account", "--help")).isZero();
        assertThat(run("lockout", "clear", "--help")).isZero();
    }

    @Test
    void nobodyIsLockedOutAtFirst() {
        assertThat(run("lockout", "list")).isZero();
        assertThat(out.toString()).contains("Nobody is locked out.");
        assertThat(run("lockout", "clear", "bob")).isEqualTo(1);
        assertThat(err.toString()).contains("There are no failed log-ins of bob to clear.");
    }

    @Test
    void aBadConfigurationIsToldAsItIs() {
        var line = new CommandLine(new Root(), new CommandFactory(file -> {
            throw new CommandException("There is no file " + file + ".");
        }));
        line.setErr(new PrintWriter(err));
        assertThat(line.execute("account", "list", "--config", "nowhere.json")).isEqualTo(1);
        assertThat(err.toString()).contains("There is no file nowhere.json.");
    }

    private void fresh() {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
    }

    private int run(String... arguments) {
        var line = new CommandLine(new Root(), new CommandFactory(this::settings));
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(arguments);
    }

    private io.vouchpost.config.Settings settings(Path file) {
        return TestSettings.with(database);
    }
}
