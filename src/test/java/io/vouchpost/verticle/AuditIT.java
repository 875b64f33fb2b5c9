package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.audit.SyslogReceiver;
import io.vouchpost.cli.Commands;
import io.vouchpost.database.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What sessions over the wire leave behind: in the file, in the database and with a syslog server, and who can ask for it. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class AuditIT {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final Pattern REFERENCE = Pattern.compile("\\(([0-9A-Z]+-[0-9]+)\\)");
    private static final String BOSS = "boss@example.org";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final SyslogReceiver syslog = SyslogReceiver.listen(vertx, 0, Optional.empty());
    private final HttpClient http = HttpClient.newHttpClient();
    private JsonObject audit = new JsonObject();

    @BeforeEach
    void settings() {
        audit = new JsonObject()
                .put("database", new JsonObject().put("retention", "2d"))
                .put("syslog", new JsonObject().put("host", "127.0.0.1").put("port", syslog.port()));
    }

    @AfterEach
    void close() {
        syslog.close();
        TestDatabase.await(vertx.close());
    }

    private TestGateway start() throws Exception {
        return TestGateway.start(folder, json -> json.put("audit", audit)
                .put("admin", new JsonObject().put("port", 0).put("token", new JsonObject().put("file", "token"))));
    }

    /** Logs in wrongly, then rightly, then as somebody else; the references of the two refusals. */
    private static List<String> sessions(TestGateway gateway) throws Exception {
        try (var client = SocketClient.tls(gateway.tlsPort())) {
            client.readReply();
            client.command("EHLO stranger.example");
            var wrong = client.command("AUTH PLAIN "
                    + Base64.getEncoder()
                            .encodeToString(("\0" + TestGateway.ALICE + "\0wrong").getBytes(StandardCharsets.UTF_8)));
            assertThat(wrong).startsWith("535 ");
            try (var own = SocketClient.loggedIn(gateway.tlsPort())) {
                var forged = own.command("MAIL FROM:<" + BOSS + ">");
                assertThat(forged).startsWith("55");
                return List.of(reference(wrong), reference(forged));
            }
        }
    }

    private static String reference(String reply) {
        var found = REFERENCE.matcher(reply);
        assertThat(found.find()).as(reply).isTrue();
        return found.group(1);
    }

    private HttpResponse<String> ask(TestGateway gateway, String path, String token) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + gateway.gateway().adminPort().orElseThrow() + path))
                .header("Authorization", "Bearer " + token)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** What stands in the database by now: it may take a moment. */
    private JsonArray found(TestGateway gateway, String query, int least) throws Exception {
        JsonArray found;
        do {
            found = new JsonArray(ask(gateway, "/api/audit?" + query, TOKEN).body());
        } while (found.size() < least);
        return found;
    }

    @Test
    void theSameStandsInTheFileInTheDatabaseAndWithSyslog() throws Exception {
        Files.writeString(folder.resolve("token"), TOKEN);
        try (var gateway = start()) {
            var references = sessions(gateway);
            var events = found(gateway, "limit=1000", 3);
            assertThat(events.stream().map(it -> ((JsonObject) it).encode()).toList())
                    .isEqualTo(gateway.audit().stream().map(JsonObject::encode).toList());

            assertThat(syslog.next())
                    .contains(" vouchpost ", " login [vouchpost@32473 ", "outcome=\"refused\"", references.get(0));
            assertThat(syslog.next()).contains("outcome=\"accepted\"", "account=\"alice@example.org\"");
            assertThat(syslog.next()).contains(" refusal [", "reference=\"" + references.get(1) + "\"");

            assertThat(found(gateway, "client=127.0.0.0/8&outcome=refused", 2)).hasSize(2);
            assertThat(ask(gateway, "/api/audit?nonsense=1", TOKEN).statusCode())
                    .isEqualTo(400);
            assertThat(ask(gateway, "/api/audit?limit=1001", TOKEN).statusCode())
                    .isEqualTo(400);
            assertThat(ask(gateway, "/api/audit?since=never", TOKEN).statusCode())
                    .isEqualTo(400);
            assertThat(ask(gateway, "/api/audit", "another").statusCode()).isEqualTo(401);
            assertThat(ask(gateway, "/api/why/S1-0", TOKEN).statusCode()).isEqualTo(404);

            var why = new JsonObject(
                    ask(gateway, "/api/why/" + references.get(1), TOKEN).body());
            assertThat(why.getString("rule")).isEqualTo("policy.sender");
            assertThat(why.getString("seen")).contains(BOSS);
            assertThat(why.getString("remedy")).contains("identity add");
            assertThat(why.getJsonObject("logIn").getString("mechanism")).isEqualTo("PLAIN");
        }
    }

    @Test
    void whyAndAuditAnswerOutOfTheDatabaseWhenTheFilesAreElsewhere() throws Exception {
        Files.writeString(folder.resolve("token"), TOKEN);
        try (var gateway = start()) {
            var references = sessions(gateway);
            found(gateway, "limit=1000", 3);
            var elsewhere = new Commands(gateway.settings(), folder.resolve("elsewhere.jsonl"));

            assertThat(elsewhere.run("why", references.get(1)))
                    .as(elsewhere.said())
                    .isZero();
            assertThat(elsewhere.said())
                    .containsSubsequence("reply ", "rule       policy.sender", "seen ", "remedy ", "log-in     alice");
            assertThat(elsewhere.run("why", "N0NE-1")).isEqualTo(1);
            assertThat(elsewhere.run("audit", "--outcome", "refused")).isZero();
            assertThat(elsewhere.said().lines()).hasSize(3);
            assertThat(elsewhere.run("audit", "--reference", references.get(0), "--json"))
                    .isZero();
            assertThat(new JsonObject(elsewhere.said()).getString("event")).isEqualTo("login");
        }
    }

    @Test
    void followingTellsOfAllGatewaysUntilInterrupted() throws Exception {
        Files.writeString(folder.resolve("token"), TOKEN);
        try (var gateway = start()) {
            var elsewhere = new Commands(gateway.settings(), folder.resolve("elsewhere.jsonl"));
            var following = new Thread(() -> elsewhere.run("audit", "--follow", "--event", "refusal"));
            following.start();
            while (!elsewhere.said().contains("REFERENCE")) {
                Thread.onSpinWait();
            }
            var reference = sessions(gateway).get(1);
            while (!elsewhere.said().contains(reference)) {
                Thread.onSpinWait();
            }
            following.interrupt();
            following.join(20_000);
            assertThat(elsewhere.said().lines()).hasSize(2);
        }
    }

    @Test
    void pseudonymsStandEverywhereAndWhoKnowsTheAddressFindsThem() throws Exception {
        Files.writeString(folder.resolve("token"), TOKEN);
        audit.put("pseudonyms", new JsonObject().put("key", "a key of ours"));
        try (var gateway = start()) {
            var references = sessions(gateway);
            var events = found(gateway, "limit=1000", 3).encode();
            var lines = Files.readString(gateway.settings().audit().file());
            for (var text : List.of(events, lines, String.join("\n", syslog.next(3)))) {
                assertThat(text)
                        .contains("p:", references.get(1))
                        .doesNotContain("alice")
                        .doesNotContain(BOSS)
                        .doesNotContain("127.0.0.1");
            }
            assertThat(found(gateway, "account=Alice@example.org", 3)).hasSize(3);
            assertThat(found(gateway, "client=127.0.0.1&event=refusal", 1)).hasSize(1);
            assertThat(ask(gateway, "/api/audit?client=127.0.0.0/8", TOKEN).statusCode())
                    .isEqualTo(400);
        }
    }
}
