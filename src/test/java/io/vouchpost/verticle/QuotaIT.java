package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a client hears of quotas, rates and denied networks. Windows are those of the real clock here: what is to be refused
 * is tried until it is, and twice the limit is enough whenever the window ends.
 */
@Timeout(60)
class QuotaIT {
    private static final String CONTENT = "From: %s\r\n\r\nHello\r\n.";

    @TempDir
    static Path folder;

    static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = TestGateway.start(folder, json -> json.getJsonObject("guard")
                .put(
                        "quotas",
                        new JsonArray()
                                .add(quota("letters", "writer@example.org").put("messages", day(3)))
                                .add(quota("people", "social@example.org").put("recipients", day(3)))
                                .add(quota("strangers", "seller@example.org").put("newRecipientsPerDay", 2))
                                .add(quota("volume", "painter@example.org").put("bytesPerDay", 100))));
        for (var name : new String[] {"writer", "social", "seller", "painter"}) {
            gateway.account(name + "@example.org", TestGateway.PASSWORD, name + "@example.org");
        }
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static JsonObject quota(String name, String account) {
        return new JsonObject().put("name", name).put("accounts", new JsonArray().add(account));
    }

    private static JsonObject day(int limit) {
        return new JsonObject().put("day", limit);
    }

    private static String submit(SocketClient client, String account, String... recipients) throws Exception {
        var reply = client.command("MAIL FROM:<" + account + ">");
        for (var recipient : recipients) {
            reply = reply.startsWith("250") ? client.command("RCPT TO:<" + recipient + ">") : reply;
        }
        reply = reply.startsWith("250") ? client.command("DATA") : reply;
        reply = reply.startsWith("354") ? client.command(String.format(CONTENT, account)) : reply;
        client.command("RSET");
        return reply;
    }

    @Test
    void messagesOverTheirQuotaAreRefusedAtMail() throws Exception {
        try (var client = SocketClient.loggedIn(gateway.tlsPort(), "writer@example.org");
                var other = SocketClient.loggedIn(gateway.tlsPort())) {
            var reply = "";
            int sent = 0;
            for (int i = 0; i < 7 && !reply.startsWith("451"); i++) {
                reply = submit(client, "writer@example.org", "bob@example.net");
                sent += reply.startsWith("250") ? 1 : 0;
            }
            assertThat(sent).isBetween(3, 6);
            assertThat(client.command("MAIL FROM:<writer@example.org>"))
                    .matches("451 4\\.7\\.1 You have sent all that you may for now, try again after"
                            + " \\d{4}-\\d\\d-\\d\\d 00:00 UTC \\([0-9A-Z]+-\\d+\\)");
            assertThat(submit(other, TestGateway.ALICE, "bob@example.net")).startsWith("250 ");
            var refusal = gateway.refusal("guard.quotas.letters.messages.day");
            assertThat(refusal.getString("seen")).startsWith("3 of 3 messages, until ");
            assertThat(refusal.getString("remedy")).contains("raise guard.quotas.letters.messages.day");
        }
    }

    /** All in one go: what is refused is refused in its place. */
    @Test
    void recipientsOverTheirQuotaAreRefusedAtRcpt() throws Exception {
        try (var client = SocketClient.loggedIn(gateway.tlsPort(), "social@example.org")) {
            client.send("MAIL FROM:<social@example.org>\r\nRCPT TO:<a@example.net>\r\nRCPT TO:<b@example.net>\r\n"
                    + "RCPT TO:<c@example.net>\r\nRCPT TO:<d@example.net>\r\nDATA\r\n");
            for (var code : new String[] {"250 2.1.0", "250 2.1.5", "250 2.1.5", "250 2.1.5", "451 4.7.1", "354"}) {
                assertThat(client.readReply()).startsWith(code);
            }
            assertThat(client.command(String.format(CONTENT, "social@example.org")))
                    .startsWith("250 ");
            assertThat(gateway.refusal("guard.quotas.people.recipients.day").getString("seen"))
                    .startsWith("0 of 3 recipients, and 4 more asked for");
        }
    }

    @Test
    void newRecipientsOverTheirQuotaAreRefusedAndKnownOnesAreNot() throws Exception {
        try (var client = SocketClient.loggedIn(gateway.tlsPort(), "seller@example.org")) {
            assertThat(submit(client, "seller@example.org", "a@example.net", "b@example.net"))
                    .startsWith("250 ");
            var reply = "";
            for (int i = 0; i < 5 && !reply.startsWith("451"); i++) {
                reply = submit(client, "seller@example.org", "a@example.net", "new" + i + "@example.net");
            }
            assertThat(reply).startsWith("451 4.7.1 ");
            assertThat(submit(client, "seller@example.org", "a@example.net")).startsWith("250 ");
        }
    }

    @Test
    void octetsOverTheirQuotaAreRefusedAtTheEndOfTheMessage() throws Exception {
        try (var client = SocketClient.loggedIn(gateway.tlsPort(), "painter@example.org")) {
            var reply = "";
            for (int i = 0; i < 7 && !reply.startsWith("451"); i++) {
                reply = submit(client, "painter@example.org", "bob@example.net");
            }
            assertThat(reply).startsWith("451 4.7.1 ");
            assertThat(client.command("MAIL FROM:<painter@example.org> SIZE=101"))
                    .startsWith("552 5.2.3 ");
        }
    }

    @Test
    void aDeniedNetworkIsToldSoAndExemptOnesAreNotCounted(@TempDir Path own) throws Exception {
        try (var gateway = TestGateway.start(own, json -> json.getJsonObject("guard")
                .put("connectionsPerMinute", 1)
                .put("loginsPerMinute", 1))) {
            for (int i = 0; i < 5; i++) {
                try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
                    assertThat(client.command("NOOP")).startsWith("250 ");
                }
            }
            gateway.reconfigure(json -> json.getJsonObject("guard").put("deny", new JsonArray().add("127.0.0.0/8")));
            try (var client = SocketClient.plain(gateway.port())) {
                assertThat(client.readReply()).startsWith("554 5.7.1 Connections from your network are not accepted");
                assertThat(client.readReply()).as("the server closes").isEmpty();
            }
        }
    }

    @Test
    void whoConnectsTooOftenIsTurnedAway(@TempDir Path own) throws Exception {
        try (var gateway = TestGateway.start(own, json -> json.getJsonObject("guard")
                .put("exempt", new JsonArray())
                .put("connectionsPerMinute", 3))) {
            var greeting = "";
            for (int i = 0; i < 7 && !greeting.startsWith("421"); i++) {
                try (var client = SocketClient.plain(gateway.port())) {
                    greeting = client.readReply();
                    assertThat(i > 2 || greeting.startsWith("220")).isTrue();
                }
            }
            assertThat(greeting).startsWith("421 4.7.0 Too many connections from your network, try again in a minute");
        }
    }

    /** With the right password: it is not looked at, and does not count as a wrong one. */
    @Test
    void whoLogsInTooOftenIsTurnedAway(@TempDir Path own) throws Exception {
        try (var gateway = TestGateway.start(own, json -> json.getJsonObject("guard")
                .put("exempt", new JsonArray())
                .put("accountFailures", 1)
                .put("loginsPerMinute", 3))) {
            var right = "AUTH PLAIN AGFsaWNlQGV4YW1wbGUub3JnAGNvcnJlY3QgaG9yc2U=";
            var reply = "";
            for (int i = 0; i < 7 && !reply.startsWith("421"); i++) {
                try (var client = SocketClient.tls(gateway.tlsPort())) {
                    client.readReply();
                    client.command("EHLO client.example");
                    reply = client.command(right);
                    assertThat(reply.startsWith("235") || client.readReply().isEmpty())
                            .isTrue();
                }
            }
            assertThat(reply).startsWith("421 4.7.0 Too many log-ins from your network, try again in a minute");
            gateway.reconfigure(json -> json.getJsonObject("guard").put("loginsPerMinute", 1_000));
            try (var client = SocketClient.tls(gateway.tlsPort())) {
                client.readReply();
                client.command("EHLO client.example");
                assertThat(client.command(right)).startsWith("235 ");
            }
        }
    }

    @Test
    void oneMoreConnectionOfAnAccountIsTurnedAway(@TempDir Path own) throws Exception {
        try (var gateway = TestGateway.start(
                        own, json -> json.getJsonObject("limits").put("connectionsPerAccount", 2));
                var first = SocketClient.loggedIn(gateway.tlsPort());
                var stranger = SocketClient.tls(gateway.tlsPort())) {
            gateway.account("bob@example.org", TestGateway.PASSWORD, "bob@example.org");
            try (var second = SocketClient.loggedIn(gateway.tlsPort())) {
                stranger.readReply();
                stranger.command("EHLO client.example");
                assertThat(stranger.command("AUTH PLAIN AGFsaWNlQGV4YW1wbGUub3JnAGNvcnJlY3QgaG9yc2U="))
                        .startsWith("421 4.7.0 Too many connections with this log-in");
                assertThat(stranger.readReply()).isEmpty();
                assertThat(second.command("MAIL FROM:<alice@example.org>")).startsWith("250 ");
                try (var bob = SocketClient.loggedIn(gateway.tlsPort(), "bob@example.org")) {
                    assertThat(bob.command("MAIL FROM:<bob@example.org>")).startsWith("250 ");
                }
            }
            assertThat(first.command("NOOP")).startsWith("250 ");
            String reply;
            do { // one that has gone is counted out a moment later
                try (var next = SocketClient.tls(gateway.tlsPort())) {
                    next.readReply();
                    next.command("EHLO client.example");
                    reply = next.command("AUTH PLAIN AGFsaWNlQGV4YW1wbGUub3JnAGNvcnJlY3QgaG9yc2U=");
                }
            } while (reply.startsWith("421"));
            assertThat(reply).startsWith("235 ");
        }
    }
}
