package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import io.vouchpost.FreePort;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Something that the gateway needs is away or spent: the client is told to come again, and is told nothing false. */
@Timeout(90)
class OutageIT {
    private static final int MEBIBYTE = 1 << 20;
    private static final String LINES_OF_100_KB =
            "0123456789abcdefghij0123456789abcdefghij0123456789\r\n".repeat(2_000);

    @TempDir
    Path folder;

    private static void startMessage(SocketClient client) throws Exception {
        client.command("MAIL FROM:<alice@example.org>");
        client.command("RCPT TO:<bob@example.net>");
        assertThat(client.command("DATA")).startsWith("354");
        client.send("From: alice@example.org\r\n\r\n");
    }

    private static String submit(SocketClient client, String body) throws Exception {
        startMessage(client);
        return client.command(body + "\r\n.");
    }

    private static String logIn(SocketClient client, String password) throws Exception {
        client.readReply();
        client.command("EHLO client.example");
        var response = "\0" + TestGateway.ALICE + "\0" + password;
        return client.command(
                "AUTH PLAIN " + Base64.getEncoder().encodeToString(response.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whereMemoryAndDiskAreSpentTheMessageIsForLater() throws Exception {
        try (var gateway = TestGateway.start(folder, json -> json.getJsonObject("limits")
                        .put("messageBytes", MEBIBYTE)
                        .put("memoryBytes", MEBIBYTE)
                        .put("diskBytes", MEBIBYTE));
                var hoarder = SocketClient.loggedIn(gateway.tlsPort());
                var other = SocketClient.loggedIn(gateway.tlsPort())) {
            startMessage(hoarder);
            for (int i = 0; i < 10; i++) {
                hoarder.send(LINES_OF_100_KB);
            }
            until(() -> octetsIn(gateway.settings().limits().directory()) > 950_000, gateway);
            assertThat(submit(other, LINES_OF_100_KB)).startsWith("452 4.3.1 ");
            assertThat(submit(other, "Small")).as("there is memory left").startsWith("250 ");
            gateway.arrival();

            assertThat(hoarder.command(".")).startsWith("250 ");
            gateway.arrival();
            assertThat(submit(other, LINES_OF_100_KB)).as("there is room again").startsWith("250 ");
            gateway.arrival();

            until(() -> octetsIn(gateway.settings().limits().directory()) == 0, gateway);
            until(() -> !rulesOf("452", gateway).isEmpty(), gateway);
            assertThat(rulesOf("452", gateway)).containsOnly("limits.diskBytes");
        }
    }

    @Test
    void withoutTheDatabaseNobodyIsToldThatAPasswordIsWrong() throws Exception {
        var detour = new Detour[1];
        try (var gateway = TestGateway.start(folder, json -> {
            if (detour[0] == null) {
                detour[0] = new Detour(URI.create(uri(json)).getPort());
            }
            json.put("admin", new JsonObject().put("port", 0));
            json.getJsonObject("database").put("uri", detour[0].through(uri(json)));
        })) {
            try (var before = SocketClient.loggedIn(gateway.tlsPort())) {
                detour[0].cut();
                until(() -> !isReady(gateway), gateway);
                for (var password : new String[] {TestGateway.PASSWORD, "wrong"}) {
                    try (var client = SocketClient.tls(gateway.tlsPort())) {
                        assertThat(logIn(client, password)).startsWith("454 4.7.0 ");
                        assertThat(client.command("NOOP"))
                                .as("it may try again")
                                .startsWith("250 ");
                    }
                }
                assertThat(before.command("MAIL FROM:<alice@example.org>"))
                        .as("who is logged in already stays so")
                        .startsWith("451 4.3.0 ");
                detour[0].reopen();
                until(() -> isReady(gateway), gateway);
                assertThat(submit(before, "After it")).startsWith("250 ");
            }
            try (var client = SocketClient.tls(gateway.tlsPort())) {
                assertThat(logIn(client, "wrong")).startsWith("535 5.7.8 ");
            }
            try (var client = SocketClient.tls(gateway.tlsPort())) {
                assertThat(logIn(client, TestGateway.PASSWORD)).startsWith("235 ");
            }
            until(() -> rulesOf("454", gateway).size() == 2, gateway);
            assertThat(rulesOf("454", gateway)).containsOnly("outage");
        } finally {
            detour[0].close();
        }
    }

    /** The rules that the audit log gives for replies of that code. */
    private static List<String> rulesOf(String code, TestGateway gateway) {
        try {
            return gateway.audit().stream()
                    .filter(event -> event.getString("reply", "").startsWith(code))
                    .map(event -> event.getString("rule"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long octetsIn(Path directory) {
        try (var files = Files.walk(directory)) {
            return files.map(Path::toFile)
                    .filter(File::isFile)
                    .mapToLong(File::length)
                    .sum();
        } catch (UncheckedIOException | IOException removedMeanwhile) {
            return -1;
        }
    }

    private static boolean isReady(TestGateway gateway) {
        var ready = "http://127.0.0.1:" + gateway.gateway().adminPort().orElseThrow() + "/health/ready";
        try {
            return ((HttpURLConnection) URI.create(ready).toURL().openConnection()).getResponseCode() == 200;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String uri(JsonObject json) {
        return json.getJsonObject("database").getString("uri");
    }

    private interface Condition {
        boolean holds();
    }

    private static void until(Condition condition, TestGateway gateway) {
        while (!condition.holds()) {
            TestGateway.await(gateway.vertx().timer(20, TimeUnit.MILLISECONDS));
        }
    }

    @Test
    void whereTheNextHopIsAwayTheMessageIsForLater() throws Exception {
        try (var gateway = start(freePort());
                var client = SocketClient.loggedIn(gateway.tlsPort())) {
            assertThat(submit(client, "Hello")).startsWith("250 ");
            var waiting = TestGateway.await(gateway.pool()
                    .query("SELECT n.reply FROM spool_recipients r JOIN spool_notes n ON n.message = r.message"
                            + " WHERE r.state = 'WAITING'")
                    .execute());
            assertThat(waiting.iterator().next().getString("reply"))
                    .startsWith("451 4.4.1 ")
                    .contains("Connection refused");
        }
    }

    @Test
    void whereNextHopAndDatabaseAreAwayNothingIsAccepted() throws Exception {
        var detour = new Detour[1];
        try (var gateway = TestGateway.start(folder, json -> {
            if (detour[0] == null) {
                detour[0] = new Detour(URI.create(uri(json)).getPort());
            }
            json.getJsonObject("database").put("uri", detour[0].through(uri(json)));
            json.getJsonObject("delivery")
                    .getJsonArray("routes")
                    .getJsonObject(0)
                    .getJsonArray("hosts")
                    .getJsonObject(0)
                    .put("port", 1);
        })) {
            try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
                client.command("MAIL FROM:<alice@example.org>");
                client.command("RCPT TO:<bob@example.net>");
                client.command("DATA");
                detour[0].cut();
                client.send("From: alice@example.org\r\n\r\nHello\r\n.\r\n");
                assertThat(client.readReply()).startsWith("451 4.3.0 ");
            }
        } finally {
            detour[0].close();
        }
    }

    @Test
    void whatTheNextHopSaysNoToIsRefusedInItsWords() throws Exception {
        var vertx = Vertx.vertx();
        var hop = TestGateway.await(refusing(vertx));
        try (var gateway = start(hop.actualPort());
                var client = SocketClient.loggedIn(gateway.tlsPort())) {
            assertThat(submit(client, "Hello")).startsWith("550 5.1.1 ").contains("Nobody of that name");
            assertThat(submit(client, "Hello")).startsWith("550 5.1.1 ");
        } finally {
            TestGateway.await(vertx.close());
        }
    }

    private TestGateway start(int nextHop) throws Exception {
        return TestGateway.start(folder, json -> json.getJsonObject("delivery")
                .getJsonArray("routes")
                .getJsonObject(0)
                .getJsonArray("hosts")
                .getJsonObject(0)
                .put("port", nextHop));
    }

    private static int freePort() {
        return FreePort.any();
    }

    private static Future<NetServer> refusing(Vertx vertx) {
        return vertx.createNetServer().connectHandler(OutageIT::refuse).listen(0, "127.0.0.1");
    }

    private static void refuse(NetSocket socket) {
        socket.write("220 picky.example ESMTP\r\n");
        socket.handler(RecordParser.newDelimited(
                "\r\n",
                command -> socket.write(
                        command.toString().startsWith("RCPT")
                                ? "550 5.1.1 Nobody of that name\r\n"
                                : "250 2.0.0 OK\r\n")));
    }
}
