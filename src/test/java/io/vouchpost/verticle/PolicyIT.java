package io.vouchpost.verticle;

import static io.vouchpost.verticle.TestGateway.ALICE;
import static io.vouchpost.verticle.TestGateway.PASSWORD;
import static io.vouchpost.verticle.TestGateway.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.account.RoleName;
import io.vouchpost.account.Roles;
import io.vouchpost.audit.AuditSearch;
import io.vouchpost.audit.Evidence;
import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The policy at a whole gateway while its database and its configuration change under open sessions. */
@Timeout(90)
class PolicyIT {
    private static final RoleName STAFF = RoleName.of("staff").orElseThrow();
    private static final String SERVICE = "service";
    private static final String OFFICE = "MAIL FROM:<office@example.org>";

    @TempDir
    Path folder;

    private TestGateway gateway;
    private Roles roles;

    @BeforeEach
    void start() throws Exception {
        gateway = TestGateway.start(folder, json -> json.getJsonObject("limits") // it asks again and again
                .put("idleCommands", 100_000)
                .put("errors", 100_000));
        roles = new Roles(gateway.pool());
        gateway.account(SERVICE, PASSWORD);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    /** Until the news of a change have come to the session; each try is a message of its own. */
    private static void awaitReply(SocketClient client, String command, String reply) throws Exception {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        var heard = "";
        while (!heard.startsWith(reply)) {
            assertThat(System.nanoTime()).as(heard).isLessThan(deadline);
            heard = client.command(command);
            assertThat(client.command("RSET")).startsWith("250 ");
        }
    }

    private SocketClient actingAsAlice() throws Exception {
        var client = SocketClient.tls(gateway.tlsPort());
        client.readReply();
        client.command("EHLO client.example");
        assertThat(client.command(plain(ALICE))).startsWith("235 ");
        return client;
    }

    private static String plain(String authzid) {
        var response = authzid + "\0" + SERVICE + "\0" + PASSWORD;
        return "AUTH PLAIN " + Base64.getEncoder().encodeToString(response.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatARoleMayHoldsForTheNextMessageOfAnOpenSession() throws Exception {
        try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
            assertThat(client.command(OFFICE)).startsWith("550 5.7.1 ");
            await(roles.permit(STAFF, "send office@example.org"));
            await(roles.addTo(ALICE, STAFF));
            awaitReply(client, OFFICE, "250 ");
            await(roles.forbid(STAFF, "send office@example.org"));
            awaitReply(client, OFFICE, "550 5.7.1 ");
            await(roles.permit(STAFF, "send *@example.org"));
            awaitReply(client, OFFICE, "250 ");
            await(roles.removeFrom(ALICE, STAFF));
            awaitReply(client, OFFICE, "550 5.7.1 ");
        }
    }

    @Test
    void whatTheConfigurationGrantsHoldsForTheNextMessageOfAnOpenSession() throws Exception {
        try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
            assertThat(client.command(OFFICE)).startsWith("550 5.7.1 ");
            gateway.reconfigure(json -> json.put("policy", granting(ALICE)));
            awaitReply(client, OFFICE, "250 ");
            gateway.reconfigure(json -> json.put("policy", granting("bob@example.org")));
            awaitReply(client, OFFICE, "550 5.7.1 ");
        }
    }

    private static JsonObject granting(String account) {
        return new JsonObject()
                .put(
                        "grants",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("accounts", new JsonArray().add(account))
                                        .put("send", new JsonArray().add("office@example.org"))));
    }

    @Test
    void theSessionOfAnActorEndsWithWhatItGoesBy() throws Exception {
        await(roles.permit(SERVICE, "act-as *@example.org"));
        try (var revoked = actingAsAlice()) {
            awaitReply(revoked, "MAIL FROM:<" + ALICE + ">", "250 ");
            await(gateway.accounts().setPassword(ALICE, Secret.ofText("another one of alice")));
            awaitReply(revoked, "MAIL FROM:<" + ALICE + ">", "250 ");
            await(roles.forbid(SERVICE, "act-as *@example.org"));
            awaitReply(revoked, "MAIL FROM:<" + ALICE + ">", "530 ");
            assertThat(revoked.command(plain(ALICE)))
                    .as("like a wrong password")
                    .startsWith("535 5.7.8 ");
        }
        await(roles.permit(SERVICE, "act-as " + ALICE));
        try (var client = actingAsAlice()) {
            await(gateway.accounts().setPassword(SERVICE, Secret.ofText("another one of the service")));
            assertThat(client.readReply()).startsWith("421 4.7.0 ");
        }
        await(gateway.accounts().setPassword(SERVICE, Secret.ofText(PASSWORD)));
        try (var client = actingAsAlice()) {
            await(gateway.accounts().setEnabled(SERVICE, false));
            assertThat(client.readReply()).startsWith("421 4.7.0 ");
        }
    }

    /** The two that the message leads to; the log is written behind the conversation. */
    private List<JsonObject> reports() throws Exception {
        while (true) {
            var reports = gateway.audit().stream()
                    .filter(event -> event.getString("event").equals("report"))
                    .toList();
            if (reports.size() == 2) {
                return reports;
            }
            await(gateway.vertx().timer(10, TimeUnit.MILLISECONDS));
        }
    }

    @Test
    void whatIsOnlyReportedArrivesAndIsExplained() throws Exception {
        gateway.reconfigure(json -> json.put("policy", new JsonObject().put("mode", "report")));
        try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
            assertThat(client.command(OFFICE)).isEqualTo("250 2.1.0 Sender OK");
            assertThat(client.command("RCPT TO:<carol@example.net>")).startsWith("250 ");
            assertThat(client.command("DATA")).startsWith("354 ");
            assertThat(client.command("From: office@example.org\r\n\r\nhello\r\n."))
                    .startsWith("250 2.0.0 ");
        }
        assertThat(gateway.arrival().from()).isEqualTo("office@example.org");
        var reports = reports();
        assertThat(reports)
                .extracting(event -> event.getString("rule"))
                .containsExactly("policy.sender", "policy.header");
        var reference = reports.get(0).getString("reference");
        var search = new AuditSearch(gateway.settings().audit());
        Evidence evidence = filter -> Future.succeededFuture(search.find(filter));
        assertThat(TestGateway.await(evidence.why(reference))).get().satisfies(event -> assertThat(
                        event.getString("remedy"))
                .isEqualTo("vouchpost account identity add alice@example.org office@example.org"));
    }
}
