package io.vouchpost.cli;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.config.GuardExample;
import io.vouchpost.database.Database;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.guard.Guard.Attempt;
import io.vouchpost.guard.Guard.Result;
import io.vouchpost.guard.Lockouts;
import io.vouchpost.guard.Newcomers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** No gateway runs while the commands do. */
@Timeout(60)
class LockoutCommandTest {
    private static final String PAIR = "pair:192.0.2.1,alice@example.org";

    private final DatabaseSettings database = TestDatabase.fresh();
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    @Command(name = "vouchpost", subcommands = LockoutCommand.class)
    static final class Root {}

    /** Three passwords for alice from one address, one of them twice; she is familiar elsewhere. */
    @BeforeEach
    void guess() {
        var vertx = Vertx.vertx();
        var opened = await(Database.open(vertx, database));
        var hour = Duration.ofHours(1);
        var guard = new Lockouts(
                vertx,
                opened.pool(),
                opened.notifications(),
                GuardExample.of(3, 100, hour, hour, hour, 100, List.of()),
                Clock.systemUTC(),
                address -> false,
                alarm -> {},
                Newcomers.IGNORED);
        for (var tried : List.of("aaaa", "bbbb", "cccc", "aaaa")) {
            await(guard.record(attempt("192.0.2.1", tried), Result.FAILED));
        }
        await(guard.record(attempt("203.0.113.7", "dddd"), Result.SUCCEEDED));
        await(guard.close());
        await(opened.close());
        await(vertx.close());
    }

    private static Attempt attempt(String address, String tried) {
        return new Attempt("S" + tried, "client", address, "PLAIN", "alice@example.org", tried);
    }

    @Test
    void locksAreListedAndFiltered() {
        assertThat(run("lockout", "list")).isZero();
        assertThat(out.toString())
                .contains(PAIR)
                .contains("3 different wrong passwords for alice@example.org from 192.0.2.1");
        for (var filter : List.of("--account=Alice@example.org", "--network=192.0.2.1", "--kind=pair")) {
            assertThat(run("lockout", "list", filter, "--json")).isZero();
            assertThat(new JsonArray(out.toString()).getJsonObject(0).getString("key"))
                    .isEqualTo(PAIR);
        }
        for (var filter : List.of("--account=bob", "--network=192.0.2.2", "--kind=network")) {
            assertThat(run("lockout", "list", filter)).isZero();
            assertThat(out.toString()).contains("Nobody is locked out.");
        }
        assertThat(run("lockout", "list", "--network=bob"))
                .as("not all that there are")
                .isEqualTo(1);
        assertThat(err.toString()).contains("bob is not an address.");
        assertThat(run("lockout", "list", "--account=192.0.2.2")).isEqualTo(1);
        assertThat(err.toString()).contains("192.0.2.2 is not an account.");
        assertThat(run("lockout", "list", "--kind=door")).isEqualTo(1);
        assertThat(err.toString()).contains("There is no kind door; there are credential, pair,");
    }

    @Test
    void allThatIsCountedIsShownWithWhatItMeansAndTheRemedy() {
        for (var subject : List.of(PAIR, "alice@example.org", "192.0.2.1")) {
            assertThat(run("lockout", "show", subject)).isZero();
            assertThat(out.toString())
                    .contains("alice@example.org cannot log in from 192.0.2.1; from elsewhere it can.")
                    .contains("rule    guard.accountFailures")
                    .contains("remedy  vouchpost lockout clear '" + PAIR + "'")
                    .containsPattern("alice@example.org +192.0.2.1 +aaaa +2 ");
        }
        run("lockout", "show", "alice@example.org", "--json");
        var story = new JsonObject(out.toString());
        assertThat(story.getJsonArray("guesses")).hasSize(3);
        assertThat(story.getJsonArray("familiar").getJsonObject(0).getString("network"))
                .isEqualTo("203.0.113.0/24");
        assertThat(story.getJsonArray("locks").getJsonObject(0).getString("rule"))
                .isEqualTo("guard.accountFailures");

        assertThat(run("lockout", "show", "bob")).isZero();
        assertThat(out.toString()).contains("Nothing is counted against bob");
        assertThat(run("lockout", "show", "a\u0000b")).isEqualTo(1);
        assertThat(err.toString()).contains("a?b is neither a key as listed nor an account nor an address.");
    }

    @Test
    void whatIsClearedIsForgotten() {
        assertThat(run("lockout", "clear", PAIR)).isZero();
        assertThat(out.toString()).contains("Cleared " + PAIR);
        assertThat(run("lockout", "list")).isZero();
        assertThat(out.toString()).contains("Nobody is locked out.");
        run("lockout", "show", "alice@example.org", "--json");
        var story = new JsonObject(out.toString());
        assertThat(story.getJsonArray("guesses")).isEmpty();
        assertThat(story.getJsonArray("familiar")).as("no guess").hasSize(1);
        assertThat(run("lockout", "clear", PAIR)).isEqualTo(1);
        assertThat(err.toString()).contains("There are no failed log-ins of " + PAIR + " to clear.");

        assertThat(run("lockout", "clear", "alice@example.org"))
                .as("its own count")
                .isZero();
        assertThat(run("lockout", "clear", "192.0.2.1")).as("its own count").isZero();
        assertThat(run("lockout", "clear", "account:")).as("not everybody").isEqualTo(1);
    }

    private int run(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        var line = new CommandLine(new Root(), new CommandFactory(file -> TestSettings.with(database)));
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(arguments);
    }
}
