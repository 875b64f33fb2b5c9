package io.vouchpost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.database.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code audit} and {@code why} on files: what is shown, word for word. */
@Timeout(60)
class AuditCommandTest {
    @TempDir
    Path folder;

    private Path file;
    private Commands commands;

    @BeforeEach
    void events() throws IOException {
        file = folder.resolve("audit.jsonl");
        commands = new Commands(TestSettings.with(TestDatabase.fresh()), file);
        write(event("login", "accepted")
                .put("session", "S1")
                .put("client", "192.0.2.7")
                .put("tls", "TLSv1.3")
                .put("mechanism", "PLAIN")
                .put("account", "alice")
                .put("ehlo", "lap\u202etop"));
        write(event("refusal", "refused")
                .put("session", "S1")
                .put("client", "192.0.2.7")
                .put("subject", "MAIL")
                .put("account", "alice")
                .put("reply", "553 5.7.1 no")
                .put("reference", "S1-1")
                .put("rule", "policy.sender")
                .put("seen", "boss@example.org")
                .put("remedy", "vouchpost account identity add alice boss@example.org")
                .put(
                        "considered",
                        new JsonArray().add("alice@example.org (own)").add("*@dept.example.org (role staff)"))
                .put("version", 1));
    }

    private static JsonObject event(String name, String outcome) {
        return new JsonObject()
                .put("time", "2026-11-21T12:00:00Z")
                .put("event", name)
                .put("outcome", outcome);
    }

    private void write(JsonObject event) throws IOException {
        Files.writeString(file, event.encode() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String lines(String... lines) {
        return String.join(System.lineSeparator(), lines) + System.lineSeparator();
    }

    @Test
    void eventsAreATable() {
        assertThat(commands.run("audit")).isZero();
        assertThat(commands.said())
                .isEqualTo(
                        lines(
                                "TIME                  EVENT    OUTCOME   ACCOUNT  CLIENT     REFERENCE  WHAT",
                                "2026-11-21T12:00:00Z  login    accepted  alice    192.0.2.7             PLAIN",
                                "2026-11-21T12:00:00Z  refusal  refused   alice    192.0.2.7  S1-1       MAIL: boss@example.org"));
        assertThat(commands.run("audit", "--account", "bob")).isZero();
        assertThat(commands.said()).isEqualTo(lines("There is nothing of that."));
    }

    @Test
    void programsGetLinesOfJson() {
        assertThat(commands.run("audit", "--json", "--client", "192.0.2.0/24", "--limit", "1"))
                .isZero();
        assertThat(new JsonObject(commands.said()).getString("reference")).isEqualTo("S1-1");
        assertThat(commands.said()).hasLineCount(1);
    }

    @Test
    void whatCannotBeReadIsToldByTheOption() {
        assertThat(commands.run("audit", "--since", "yesterday")).isEqualTo(2);
        assertThat(commands.said()).startsWith("--since is a time such as");
        assertThat(commands.run("audit", "--limit", "0")).isEqualTo(2);
        assertThat(commands.run("audit", "--client", "example.org")).isEqualTo(2);
    }

    @Test
    void whyTellsTheAnswerItsGroundsTheRemedyAndTheLogIn() {
        assertThat(commands.run("why", "(s1-1)")).isZero();
        assertThat(commands.said())
                .isEqualTo(lines("reply      553 5.7.1 no\n"
                        + "rule       policy.sender\n"
                        + "seen       boss@example.org\n"
                        + "considered alice@example.org (own)\n"
                        + "considered *@dept.example.org (role staff)\n"
                        + "remedy     vouchpost account identity add alice boss@example.org\n"
                        + "log-in     alice, by PLAIN, at 2026-11-21T12:00:00Z, from 192.0.2.7, over TLSv1.3, calling itself lap?top\n"
                        + "time       2026-11-21T12:00:00Z\n"
                        + "event      refusal\n"
                        + "outcome    refused\n"
                        + "session    S1\n"
                        + "client     192.0.2.7\n"
                        + "subject    MAIL\n"
                        + "account    alice\n"
                        + "reference  S1-1"));
        assertThat(commands.run("why", "S1-9")).isEqualTo(1);
        assertThat(commands.said()).contains("each has its own");
    }

    @Test
    void aReportSaysThatNothingWasRefused() throws IOException {
        write(event("report", "would be refused").put("reference", "S1-2").put("rule", "policy.sender"));
        assertThat(commands.run("why", "S1-2")).isZero();
        assertThat(commands.said()).startsWith("mode       policy.mode is \"report\": it was let through");
    }

    @Test
    void followingGoesOnWhenTheFileIsSetAsideUntilInterrupted() throws Exception {
        var running = new Thread(() -> commands.run("audit", "--follow", "--json", "--event", "alarm"));
        write(event("alarm", "before"));
        running.start();
        awaitSaid("before");
        write(event("alarm", "one"));
        write(event("login", "not asked for"));
        Files.move(file, folder.resolve("audit.jsonl.1"));
        write(event("alarm", "two"));
        awaitSaid("two");
        running.interrupt();
        running.join(20_000);
        assertThat(running.isAlive()).isFalse();
        assertThat(commands.said().lines().map(line -> new JsonObject(line).getString("outcome")))
                .containsExactly("before", "one", "two");
    }

    private void awaitSaid(String text) {
        while (!commands.said().contains(text)) {
            Thread.onSpinWait();
        }
    }
}
