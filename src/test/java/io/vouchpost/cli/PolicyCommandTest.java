package io.vouchpost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.database.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@Timeout(60)
class PolicyCommandTest {
    private final DatabaseSettings database = TestDatabase.fresh();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final java.io.InputStream standardInput = System.in;

    @Command(
            name = "vouchpost",
            subcommands = {AccountCommand.class, RoleCommand.class, PolicyCommand.class})
    static final class Root {}

    @BeforeEach
    void anAccount() {
        System.setIn(new ByteArrayInputStream("tumble-orchid-radar-vinegar\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(run("account add carla@example.org --password-stdin")).isZero();
    }

    @AfterEach
    void giveStandardInputBack() {
        System.setIn(standardInput);
    }

    /** Words parted by blanks. */
    private int run(String words) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        var line = new CommandLine(new Root(), new CommandFactory(file -> TestSettings.with(database)));
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return line.execute(words.split(" ", -1));
    }

    @Test
    void rolesAndPermissionsComeAndGo() {
        assertThat(run("account role add carla@example.org Assistants")).isZero();
        assertThat(out.toString()).contains("The account carla@example.org has the role assistants.");
        assertThat(run("role permission add assistants ON-BEHALF Boss@example.org"))
                .isZero();
        assertThat(out.toString()).contains("The role assistants has the permission on-behalf boss@example.org.");
        assertThat(run("account permission add carla@example.org to *@example.org"))
                .isZero();
        assertThat(run("role list")).isZero();
        assertThat(out.toString())
                .contains("ROLE        ACCOUNTS           PERMISSIONS")
                .contains("assistants  carla@example.org  on-behalf boss@example.org");
        assertThat(run("account show carla@example.org")).isZero();
        assertThat(out.toString())
                .contains("roles        assistants")
                .contains("permissions  assistants: on-behalf boss@example.org, to *@example.org");
        assertThat(run("account show carla@example.org --json")).isZero();
        assertThat(new JsonObject(out.toString()).getJsonArray("roles")).containsExactly("assistants");
        assertThat(run("account role list carla@example.org")).isZero();
        assertThat(out).hasToString("assistants" + System.lineSeparator());
        assertThat(run("account permission list carla@example.org")).isZero();
        assertThat(out.toString()).hasLineCount(2);
        assertThat(run("role permission list assistants")).isZero();

        assertThat(run("role permission remove assistants on-behalf boss@example.org"))
                .isZero();
        assertThat(run("account permission remove carla@example.org to *@example.org"))
                .isZero();
        assertThat(run("account role remove carla@example.org assistants")).isZero();
        assertThat(run("account role remove carla@example.org assistants")).isOne();
        assertThat(err.toString()).contains("The account carla@example.org has no role assistants.");
        assertThat(run("role permission list assistants")).isOne();
        assertThat(run("role list")).isZero();
        assertThat(out.toString()).contains("There are no roles yet");
    }

    @Test
    void nonsenseIsASentence() {
        assertThat(run("account permission add carla@example.org send carla")).isOne();
        assertThat(err.toString())
                .contains("Behind send stands alice@example.org")
                .hasLineCount(1);
        assertThat(run("account permission add nobody send *")).isOne();
        assertThat(err.toString()).contains("There is no account named nobody.");
        assertThat(run("account role add carla@example.org a:b")).isOne();
        assertThat(err.toString()).contains("This is none: a:b");
        assertThat(run("policy test nobody --from a@example.org")).isOne();
        assertThat(err.toString()).contains("There is no account named nobody.");
        assertThat(run("policy test carla@example.org --from carla")).isEqualTo(2);
        assertThat(err.toString()).contains("This is no address: carla");
        assertThat(run("policy test carla@example.org")).isEqualTo(2);
    }

    @Test
    void aMessageIsTriedWithoutSendingIt() {
        run("account permission add carla@example.org on-behalf boss@example.org");
        run("account permission add carla@example.org not-to spam@example.net");
        var message = "policy test carla@example.org --from carla@example.org --header-from boss@example.org";
        assertThat(run(message + " --sender carla@example.org --to bob@example.net"))
                .isZero();
        assertThat(out.toString()).contains("From: boss@example.org; Sender: carla@example.org");
        assertThat(run(message)).isOne();
        assertThat(out.toString())
                .contains("refused     550 5.7.1 To write for boss@example.org")
                .contains("rule        policy.onBehalf")
                .contains("considered  on-behalf boss@example.org (permission)")
                .contains("remedy      let the client write Sender: carla@example.org; or,");
        assertThat(run("policy test carla@example.org --from carla+x@example.org --to spam@example.net --json"))
                .isOne();
        var json = new JsonObject(out.toString());
        assertThat(json.getString("verdict")).isEqualTo("refused");
        assertThat(json.getString("mode")).isEqualTo("enforce");
        var steps = json.getJsonArray("steps");
        assertThat(steps.getJsonObject(0).getString("by")).isEqualTo("carla@example.org");
        assertThat(steps.getJsonObject(1).getString("rule")).isEqualTo("policy.recipient");
        assertThat(steps.getJsonObject(1).getString("remedy"))
                .isEqualTo("vouchpost account permission remove carla@example.org not-to spam@example.net");
        assertThat(run("policy test carla@example.org --from <>")).isOne();
        assertThat(out.toString()).contains("policy.nullSender");
    }
}
