package io.vouchpost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.database.Database;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.spool.Note;
import io.vouchpost.spool.QueueRows;
import io.vouchpost.spool.State;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** {@code queue}: what is shown, word for word, and what can be done. */
@Timeout(60)
class QueueCommandTest {
    private static final Instant TEN = Instant.parse("2026-11-21T10:00:00Z");

    private final DatabaseSettings database = TestDatabase.fresh();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void messagesWait() {
        var vertx = Vertx.vertx();
        var opened = TestDatabase.await(Database.open(vertx, database));
        new QueueRows(opened.pool())
                .message("7QX2M9KDA4T0-3", "alice", TEN)
                .recipient("7QX2M9KDA4T0-3", 0, "bob@example.net", "default", State.WAITING, TEN.plusSeconds(1800))
                .recipient("7QX2M9KDA4T0-3", 1, "carol@example.net", "default", State.DELIVERED, TEN.plusSeconds(2))
                .note(
                        "7QX2M9KDA4T0-3",
                        0,
                        note(2, Note.Kind.LOST, "mx.example.net:25", "451 4.4.2 The connection was lost"))
                .note("7QX2M9KDA4T0-3", 0, note(900, Note.Kind.DEFERRED, "mx.example.net:25", "451 4.3.0 No\u202Em"))
                .note("7QX2M9KDA4T0-3", 1, note(2, Note.Kind.DELIVERED, "mx.example.net:25", "250 2.0.0 Ok"))
                .run("UPDATE spool_recipients SET possibly_delivered = true WHERE number = 0", Tuple.tuple())
                .message("B0B-1", "bob", TEN.plusSeconds(60))
                .recipient("B0B-1", 0, "dora@example.com", "backup", State.LEASED, TEN.plusSeconds(61));
        TestDatabase.await(opened.close());
        TestDatabase.await(vertx.close());
    }

    private static Note note(int seconds, Note.Kind kind, String host, String reply) {
        return new Note(TEN.plusSeconds(seconds), kind, host, reply);
    }

    @Test
    void theListIsATable() {
        assertThat(run("queue", "list")).isZero();
        assertThat(out)
                .hasToString(
                        lines(
                                "REFERENCE       ACCEPTED              ACCOUNT  SENDER             RECIPIENT         ROUTE    STATE                        NEXT                  TRIED  LAST",
                                "7QX2M9KDA4T0-3  2026-11-21T10:00:00Z  alice    alice@example.org  bob@example.net   default  waiting, possibly delivered  2026-11-21T10:30:00Z  2      451 4.3.0 No?m",
                                "B0B-1           2026-11-21T10:01:00Z  bob      alice@example.org  dora@example.com  backup   leased                                             2"));
        assertThat(run("queue", "list", "--route", "nowhere")).isZero();
        assertThat(out).hasToString(lines("There is nothing of that in the queue."));
    }

    @Test
    void theNextPageGoesOnWhereTheFirstHasEnded() {
        var every = List.of("ready", "waiting", "leased", "held", "delivered");
        var all = every.stream().flatMap(it -> Stream.of("--state", it)).toList();
        assertThat(list(all, "--limit", "1")).isZero();
        assertThat(out.toString())
                .contains("bob@example.net")
                .endsWith(lines("More: the same with --after 1795255200000000.7QX2M9KDA4T0-3.0"));
        assertThat(list(all, "--limit", "1", "--after", "1795255200000000.7QX2M9KDA4T0-3.0"))
                .isZero();
        assertThat(out.toString()).contains("carol@example.net").contains("--after 1795255200000000.7QX2M9KDA4T0-3.1");
        assertThat(list(all, "--after", "1795255200000000.7QX2M9KDA4T0-3.1", "--json"))
                .isZero();
        var page = new JsonObject(out.toString());
        assertThat(page.getJsonArray("recipients")).hasSize(1);
        assertThat(page.getValue("next")).isNull();
    }

    private int list(List<String> options, String... more) {
        var arguments = new ArrayList<>(List.of("queue", "list"));
        arguments.addAll(options);
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    @Test
    void programsAreToldTheListInJson() {
        assertThat(run("queue", "list", "--account", "Alice", "--older-than", "0s", "--json"))
                .isZero();
        assertThat(new JsonObject(out.toString()))
                .isEqualTo(new JsonObject()
                        .put(
                                "recipients",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("reference", "7QX2M9KDA4T0-3")
                                                .put("number", 0)
                                                .put("accepted", "2026-11-21T10:00:00Z")
                                                .put("account", "alice")
                                                .put("sender", "alice@example.org")
                                                .put("recipient", "bob@example.net")
                                                .put("route", "default")
                                                .put("state", "waiting")
                                                .put("due", "2026-11-21T10:30:00Z")
                                                .put("attempts", 2)
                                                .put("possiblyDelivered", true)
                                                .put("octets", 1000)
                                                .put(
                                                        "last",
                                                        new JsonObject()
                                                                .put("time", "2026-11-21T10:15:00Z")
                                                                .put("event", "deferred")
                                                                .put("host", "mx.example.net:25")
                                                                .put("reply", "451 4.3.0 No\u202Em"))))
                        .putNull("next"));
    }

    @Test
    void aMessageIsShownWithItsTimeLines() {
        assertThat(run("queue", "show", "(7qx2m9kda4t0-3)")).isZero();
        assertThat(out)
                .hasToString(lines(
                        "7QX2M9KDA4T0-3",
                        "  account   alice",
                        "  sender    alice@example.org",
                        "  terms     BODY=8BITMIME REQUIRETLS RET=FULL ENVID=QQ314",
                        "  accepted  2026-11-21T10:00:00Z",
                        "  octets    1000",
                        "",
                        "bob@example.net: waiting, next attempt 2026-11-21T10:30:00Z, possibly delivered before",
                        "  route     default",
                        "  attempts  2",
                        "  2026-11-21T10:00:02Z  lost       mx.example.net:25  451 4.4.2 The connection was lost",
                        "  2026-11-21T10:15:00Z  deferred   mx.example.net:25  451 4.3.0 No?m",
                        "",
                        "carol@example.net: delivered 2026-11-21T10:00:02Z",
                        "  route     default",
                        "  attempts  2",
                        "  2026-11-21T10:00:02Z  delivered  mx.example.net:25  250 2.0.0 Ok"));
        assertThat(run("queue", "show", "7QX2M9KDA4T0-3", "--json")).isZero();
        var bob = new JsonObject(out.toString()).getJsonArray("recipients").getJsonObject(0);
        assertThat(bob.getBoolean("possiblyDelivered")).isTrue();
        assertThat(bob.getJsonArray("timeline").getJsonObject(0).getString("event"))
                .isEqualTo("lost");
    }

    @Test
    void theSummarySaysHowMuchAndSinceWhen() {
        assertThat(run("queue", "summary")).isZero();
        assertThat(out)
                .hasToString(lines(
                        "ROUTE    STATE      RECIPIENTS  OLDEST",
                        "backup   leased     1           2026-11-21T10:01:00Z",
                        "default  waiting    1           2026-11-21T10:00:00Z",
                        "default  delivered  1           2026-11-21T10:00:00Z",
                        "Messages that are kept: 2, of 2000 octets."));
        assertThat(run("queue", "summary", "--json")).isZero();
        assertThat(new JsonObject(out.toString()).getJsonArray("shares")).hasSize(3);
    }

    @Test
    void aMessageIsHeldReleasedTriedAndSentBack() {
        assertThat(run("queue", "hold", "7QX2M9KDA4T0-3")).isZero();
        assertThat(out).hasToString(lines("Held: 1 recipient. Left as they are: 1 delivered."));
        assertThat(run("queue", "retry", "7QX2M9KDA4T0-3")).isEqualTo(1);
        assertThat(err).hasToString(lines("There was nothing to retry. Left as they are: 1 held, 1 delivered."));
        assertThat(run("queue", "release", "7QX2M9KDA4T0-3", "--recipient", "<Bob@example.net>"))
                .isZero();
        assertThat(out).hasToString(lines("Released: 1 recipient."));
        assertThat(run("queue", "bounce", "7QX2M9KDA4T0-3", "--recipient", "bob@example.net", "--json"))
                .isZero();
        assertThat(new JsonObject(out.toString()))
                .isEqualTo(new JsonObject()
                        .put("action", "bounce")
                        .put("changed", 1)
                        .put("left", new JsonObject()));
        run("queue", "show", "7QX2M9KDA4T0-3");
        assertThat(out.toString())
                .contains("held       An operator keeps it back.")
                .contains("  sender    is yet to be told of the failure")
                .contains("bounced    554 5.7.1 An operator of this server has sent the message back.");
    }

    @Test
    void whatIsBeingDeliveredIsLeftAloneAndSaid() {
        assertThat(run("queue", "remove", "B0B-1")).isEqualTo(1);
        assertThat(err)
                .hasToString(lines("There was nothing to remove. Being delivered just now: 1; try again in a minute."));
        assertThat(run("queue", "hold", "--older-than", "0s")).isEqualTo(1);
        assertThat(err).hasToString(lines("Held: 1 recipient. Being delivered just now: 1; try again in a minute."));
        assertThat(run("queue", "release", "--route", "default")).isZero();
        assertThat(run("queue", "release", "--route", "default")).isZero();
        assertThat(out).hasToString(lines("There was nothing to release."));
    }

    @Test
    void manyAreNotGivenUpWithoutBeingSure() {
        for (var command : List.of("bounce", "remove")) {
            assertThat(run("queue", command, "--account", "alice")).isEqualTo(2);
            assertThat(err.toString())
                    .contains("cannot be undone")
                    .contains("--yes")
                    .hasLineCount(1);
        }
        assertThat(run("queue", "remove", "--account", "alice", "--yes")).isZero();
        assertThat(out).hasToString(lines("Removed: 1 recipient. Nobody is told."));
    }

    @Test
    void wrongUseIsExitCodeTwoAndSaysWhatIsMissing() {
        for (var wrong : new String[][] {
            {"hold", "What to hold? A reference, or options that choose"},
            {"hold --recipient bob@example.net", "name that too"},
            {"hold 7QX2M9KDA4T0-3 --route default", "not both"},
            {"hold --state delivered", "queue hold is for what is ready or waiting."},
            {"list --state lost", "this is none: lost"},
            {"list --older-than yesterday", "this is none: yesterday"},
            {"list --limit 0", "from 1 to 1000"},
            {"list --after nowhere", "this is not it: nowhere"},
            {"list --nonsense", "--nonsense"}
        }) {
            assertThat(run(("queue " + wrong[0]).split(" "))).as(wrong[0]).isEqualTo(2);
            assertThat(err.toString()).contains(wrong[1]);
        }
        assertThat(run("queue")).isEqualTo(2);
        assertThat(run("queue", "list", "--help")).isZero();
    }

    @Test
    void nothingIsASentence() {
        for (var command : List.of("show", "retry", "remove")) {
            assertThat(run("queue", command, "N0N-1")).isEqualTo(1);
            assertThat(err.toString())
                    .startsWith("There is no message N0N-1 in the spool, or none any more.")
                    .hasLineCount(1);
        }
        assertThat(run("queue", "hold", "B0B-1", "--recipient", "nobody@example.com"))
                .isEqualTo(1);
        assertThat(err).hasToString(lines("The message B0B-1 is not for nobody@example.com."));
    }

    private static String lines(String... lines) {
        return String.join(System.lineSeparator(), lines) + System.lineSeparator();
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        var line = new CommandLine(new VouchpostCommand(), new CommandFactory(file -> TestSettings.with(database)));
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(arguments);
    }
}
