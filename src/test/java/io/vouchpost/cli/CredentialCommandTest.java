package io.vouchpost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.account.Accounts;
import io.vouchpost.account.UsageLog;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.config.SaslExample;
import io.vouchpost.database.Database;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.secret.Secret;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** {@code account credential}, {@code totp}, {@code second-factor} and {@code usage}. */
@Timeout(60)
class CredentialCommandTest {
    private final DatabaseSettings database = TestDatabase.fresh();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void anAccountIsThereThatHasLoggedInOnce() {
        var vertx = Vertx.vertx();
        var opened = TestDatabase.await(Database.open(vertx, database));
        var accounts = new Accounts(vertx, opened.pool(), SaslExample.cheap());
        TestDatabase.await(accounts.add("alice", Secret.ofText("x"), List.of(), false));
        var usage = new UsageLog(vertx, opened.pool());
        usage.count(
                new UsageLog.Kind("alice", "LOGIN", "TLSv1.2", "", "old\u202Ephone"),
                "192.0.2.1",
                Instant.parse("2026-11-21T12:00:00Z"));
        TestDatabase.await(usage.close());
        TestDatabase.await(opened.close());
        TestDatabase.await(vertx.close());
    }

    @Test
    void aCredentialIsMadeListedAndRevoked() {
        assertThat(run("credential", "add", "Alice", "--label", "printer", "--mechanism", "login", "--network", "::1"))
                .isZero();
        assertThat(out.toString()).containsPattern("    [a-z2-7]{6}(-[a-z2-7]{6}){4}\\R");

        assertThat(run("credential", "list", "alice")).isZero();
        assertThat(out.toString()).containsPattern("printer +LOGIN +::1 +never +[0-9T:-]+Z +never");

        assertThat(run("credential", "revoke", "alice", "--label", "printer")).isZero();
        assertThat(run("credential", "revoke", "alice", "--label", "printer")).isEqualTo(1);
        assertThat(err.toString()).contains("The account alice has no credential printer");
        assertThat(run("credential", "list", "alice")).isZero();
        assertThat(out.toString()).contains("account credential add makes one");
    }

    @Test
    void programsAreToldTheSameInJson() {
        run("credential", "add", "alice", "--label", "printer", "--expires", "2099-12-31", "--json");
        var added = new JsonObject(out.toString());
        assertThat(added.getString("secret")).matches("[a-z2-7]{6}(-[a-z2-7]{6}){4}");
        assertThat(added.getString("expires")).isEqualTo("2100-01-01T00:00:00Z");
        run("credential", "list", "alice", "--json");
        var listed = new JsonArray(out.toString()).getJsonObject(0);
        assertThat(listed.getString("label")).isEqualTo("printer");
        assertThat(listed.encode()).doesNotContain("secret");
    }

    @Test
    void whatDoesNotWorkIsSaid() {
        assertThat(run("credential", "add", "alice", "--label", "printer", "--mechanism", "SCRAM-SHA-256"))
                .isZero();
        assertThat(out.toString()).contains("But SCRAM-SHA-256 is not offered: add it to sasl.mechanisms.");
        assertThat(run("credential", "add", "alice", "--label", "fax", "--mechanism", "CRAM-MD5"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("sasl.verifierKey");
        assertThat(run("credential", "add", "alice", "--label", "fax", "--network", "here"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("this is neither: here").hasLineCount(1);
        assertThat(run("credential", "add", "nobody", "--label", "fax")).isEqualTo(1);
        assertThat(err.toString()).contains("There is no account named nobody.");
    }

    @Test
    void wrongUseIsExitCodeTwo() {
        assertThat(run("credential", "add", "alice")).isEqualTo(2);
        assertThat(run("credential", "add", "alice", "a secret", "--label", "x"))
                .isEqualTo(2);
        for (var expires : List.of("soon", "2001-01-01", "0d", "+999999999-12-31", "2026-02-31")) {
            assertThat(run("credential", "add", "alice", "--label", "x", "--expires", expires))
                    .as(expires)
                    .isEqualTo(2);
            assertThat(err.toString()).contains("--expires").hasLineCount(1);
        }
        assertThat(run("second-factor", "alice", "code")).isEqualTo(2);
    }

    @Test
    void factorsAreSetAndCodesNeedAKey() {
        assertThat(run("second-factor", "alice", "certificate")).isZero();
        assertThat(run("second-factor", "alice", "none")).isZero();
        assertThat(run("totp", "enable", "alice")).isEqualTo(1);
        assertThat(err.toString()).contains("sasl.verifierKey");
        assertThat(run("totp", "disable", "alice")).isEqualTo(1);
        assertThat(err.toString()).contains("has no one-time codes");
    }

    @Test
    void usageTellsWhoStillDoesWhatAndFoolsNoTerminal() {
        assertThat(run("usage")).isZero();
        assertThat(out.toString())
                .containsPattern("alice +own +LOGIN +TLSv1.2 +old\\?phone +192.0.2.1 +1 +2026-11-21T12:00:00Z");
        assertThat(run("usage", "alice", "--mechanism", "LOGIN", "--tls", "TLSv1.2", "--json"))
                .isZero();
        assertThat(new JsonArray(out.toString()).getJsonObject(0).getString("client"))
                .isEqualTo("old\u202Ephone");
        assertThat(run("usage", "--mechanism", "PLAIN")).isZero();
        assertThat(out.toString()).contains("Nobody has logged in so.");
        assertThat(run("usage", "nobody")).isEqualTo(1);
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        var line = new CommandLine(new AccountCommand(), new CommandFactory(file -> TestSettings.with(database)));
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(arguments);
    }
}
