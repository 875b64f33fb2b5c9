package io.vouchpost.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.cli.CheckCommand;
import io.vouchpost.cli.CommandFactory;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.verticle.SocketClient;
import io.vouchpost.verticle.TestGateway;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Who is banned behind a real load balancer: the client, and never the load balancer. By what goes over the wire alone. */
@Timeout(120)
class HaProxyIT {
    private static final String BOB = "bob@example.org";
    private static final String CAROL = "carol@example.org";
    /** In networks far from each other, so that none is familiar for the sake of another. */
    private static final String ATTACKER = "127.1.1.66";

    private static final String CLIENT = "127.2.2.67";

    @TempDir
    Path folder;

    private static void guard(JsonObject json) {
        json.getJsonObject("sasl").put("remember", "0s");
        json.put(
                "guard",
                new JsonObject()
                        .put("networkFailures", 5)
                        .put("accountFailures", 1000) // it is the network that is to be banned here
                        .put("strangerFailures", 1000)
                        .put("sprayedAccounts", 1000)
                        .put("stuffingNetworks", 1000)
                        .put("lockout", "30m")
                        .put("longestLockout", "1h")
                        .put("tarpit", "0s")
                        .put(
                                "sharedAddress",
                                new JsonObject().put("percent", 50).put("sessions", 20)));
    }

    /** Whether these are let in: from that address, through that port. */
    private static boolean logsIn(String from, int port, String account, String password) throws IOException {
        return logsIn(from, "client.example", port, account, password);
    }

    /** The same, by a client that calls itself so. */
    private static boolean logsIn(String from, String name, int port, String account, String password)
            throws IOException {
        try (var client = SocketClient.plain(from, port)) {
            if (!client.readReply().startsWith("220 ")) {
                return false;
            }
            client.command("EHLO " + name);
            if (!client.command("STARTTLS").startsWith("220 ")) {
                return false;
            }
            client.handshake();
            client.command("EHLO " + name);
            var response = "\0" + account + '\0' + password;
            return client.command("AUTH PLAIN " + Base64.getEncoder().encodeToString(response.getBytes(UTF_8)))
                    .startsWith("235 ");
        }
    }

    private static void guesses(String from, int port, String account, int times) throws IOException {
        for (int guess = 0; guess < times; guess++) {
            assertThat(logsIn(from, port, account, "guess " + guess)).isFalse();
        }
    }

    @Test
    void withTheProxyProtocolTheClientIsBannedAndNotTheProxy() throws Exception {
        try (var gateway = TestGateway.start(folder, json -> {
                    guard(json);
                    json.put(
                            "listeners",
                            new JsonArray()
                                    .add(TestGateway.listener("starttls")
                                            .put("proxyProtocol", true)
                                            .put("trustedProxies", new JsonArray().add(HaProxy.ADDRESS + "/32"))));
                });
                var proxy = HaProxy.before(gateway.port(), folder, "send-proxy-v2")) {
            gateway.account(BOB, TestGateway.PASSWORD, BOB);
            guesses(ATTACKER, proxy.port(), TestGateway.ALICE, 20);

            assertThat(logsIn(ATTACKER, proxy.port(), TestGateway.ALICE, TestGateway.PASSWORD))
                    .as("the attacker, who has found the password")
                    .isFalse();
            assertThat(logsIn(CLIENT, proxy.port(), TestGateway.ALICE, TestGateway.PASSWORD))
                    .as("the owner, through the same proxy")
                    .isTrue();
            assertThat(logsIn("127.3.3.68", proxy.port(), BOB, TestGateway.PASSWORD))
                    .as("anybody else")
                    .isTrue();
            assertThat(gateway.audit()).noneMatch(event -> "shared address".equals(event.getString("outcome")));
        }
    }

    @Test
    void withoutItNobodyIsBannedAndTheOperatorIsTold() throws Exception {
        try (var gateway = TestGateway.start(folder, json -> {
                    guard(json);
                    json.put("admin", new JsonObject().put("port", 0));
                });
                var proxy = HaProxy.before(gateway.port(), folder, "")) {
            gateway.account(BOB, TestGateway.PASSWORD, BOB);
            gateway.account(CAROL, TestGateway.PASSWORD, CAROL);
            for (var account : new String[] {TestGateway.ALICE, BOB, CAROL}) {
                assertThat(logsIn(CLIENT, proxy.port(), account, TestGateway.PASSWORD))
                        .isTrue();
            }

            guesses(ATTACKER, proxy.port(), TestGateway.ALICE, 40);

            for (var account : new String[] {TestGateway.ALICE, BOB, CAROL}) {
                assertThat(logsIn(CLIENT, proxy.port(), account, TestGateway.PASSWORD))
                        .as("%s, through the proxy that the guesses came through", account)
                        .isTrue();
            }
            isTold(gateway);
        }
    }

    /** Few guesses are looked at in a time, and owners get in while they go on: at once from devices known, or when it is their turn. */
    @Test
    void withoutItGuessesTakeTurnsAndOwnersLogInDuringThem() throws Exception {
        try (var gateway = TestGateway.start(folder, json -> {
                    guard(json);
                    json.getJsonObject("guard").put("accountFailures", 5);
                });
                var proxy = HaProxy.before(gateway.port(), folder, "")) {
            gateway.account(BOB, TestGateway.PASSWORD, BOB);
            gateway.account(CAROL, TestGateway.PASSWORD, CAROL);
            for (var account : new String[] {TestGateway.ALICE, BOB, CAROL}) {
                assertThat(logsIn(CLIENT, "laptop.example", proxy.port(), account, TestGateway.PASSWORD))
                        .isTrue();
            }
            var looked = new AtomicInteger();
            var over = new AtomicBoolean();
            var begun = System.nanoTime();
            var guesser = new Thread(() -> guess(proxy.port(), looked, over));
            guesser.start();
            try {
                while (looked.get() < 7) {
                    TestGateway.await(gateway.vertx().timer(20, TimeUnit.MILLISECONDS));
                }
                var besides = System.nanoTime();
                assertThat(logsIn(CLIENT, "laptop.example", proxy.port(), TestGateway.ALICE, TestGateway.PASSWORD))
                        .as("the owner, from a device that has logged in before")
                        .isTrue();
                assertThat(logsIn(CLIENT, "telephone.example", proxy.port(), BOB, TestGateway.PASSWORD))
                        .as("anybody else, from a new one")
                        .isTrue();
                assertThat(System.nanoTime() - besides)
                        .as("at once")
                        .isLessThan(Duration.ofSeconds(4).toNanos());
                assertThat(logsIn(CLIENT, "tool.example", proxy.port(), TestGateway.ALICE, TestGateway.PASSWORD))
                        .as("the owner, calling itself as the guesser does, when it is its turn")
                        .isTrue();
                assertThat(System.nanoTime() - besides)
                        .as("when the guess before it has rested")
                        .isLessThan(Duration.ofSeconds(20).toNanos());
            } finally {
                over.set(true);
                guesser.join();
            }
            var seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
            assertThat(looked.get())
                    .as(
                            "in %d s: the fifth is answered after a second or two, each further one after twice as long",
                            seconds)
                    .isLessThanOrEqualTo(5 + 63 - Long.numberOfLeadingZeros(seconds + 1));
            assertThat(gateway.audit())
                    .filteredOn(event -> "alarm".equals(event.getString("event")))
                    .extracting(event -> event.getString("outcome"))
                    .contains("guessing")
                    .doesNotContain("lockout");
            for (var account : new String[] {TestGateway.ALICE, BOB, CAROL}) {
                assertThat(logsIn("127.4.4.69", "laptop.example", proxy.port(), account, TestGateway.PASSWORD))
                        .as("%s afterwards", account)
                        .isTrue();
            }
        }
    }

    private static void guess(int port, AtomicInteger looked, AtomicBoolean over) {
        try {
            while (!over.get()) {
                assertThat(logsIn(ATTACKER, "tool.example", port, TestGateway.ALICE, "guess " + looked.get()))
                        .isFalse();
                looked.incrementAndGet();
            }
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private void isTold(TestGateway gateway) throws Exception {
        var alarms = gateway.audit().stream()
                .filter(event -> "shared address".equals(event.getString("outcome")))
                .toList();
        assertThat(alarms).as("once an hour").hasSize(1);
        assertThat(alarms.get(0).getString("network")).isEqualTo(HaProxy.ADDRESS);
        assertThat(alarms.get(0).getString("detail")).contains("proxyProtocol", "trustedProxies", "It is not banned");
        assertThat(metrics(gateway))
                .contains("vouchpost_shared_addresses 1.0", "vouchpost_alarms_total{kind=\"shared address\"} 1.0");

        String said;
        do { // written by the way
            TestGateway.await(gateway.vertx().timer(20, TimeUnit.MILLISECONDS));
            said = check(gateway);
        } while (!said.contains("last seen"));
        assertThat(said).contains("came from the private address " + HaProxy.ADDRESS, "is sound");
    }

    private static String metrics(TestGateway gateway) throws Exception {
        var uri = URI.create("http://127.0.0.1:" + gateway.gateway().adminPort().orElseThrow() + "/metrics");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** What {@code vouchpost check} says while the gateway runs. */
    private String check(TestGateway gateway) throws IOException {
        var database = (DatabaseSettings.External) gateway.settings().database();
        var json = TestGateway.configuration(database.uri(), 25);
        json.getJsonObject("database")
                .put("password", database.password().orElseThrow().reveal());
        var file = Files.writeString(folder.resolve("checked.json"), json.encode());
        var said = new StringWriter();
        new CommandLine(new CheckCommand(), new CommandFactory(asked -> {
                    throw new AssertionError("check reads by itself");
                }))
                .setOut(new PrintWriter(said, true))
                .setErr(new PrintWriter(said, true))
                .execute("--config", file.toString());
        return said.toString();
    }
}
