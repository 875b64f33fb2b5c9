package io.vouchpost.survival;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.survival.Installation.Member;
import io.vouchpost.verticle.Gateway;
import io.vouchpost.verticle.SocketClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Three gateways, each a process of its own, on one database: what one has seen holds for all. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class ReplicasIT {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicasIT.class);
    private static final int GATEWAYS = 3;
    private static final int QUOTA = 300;
    private static final int NETWORK_FAILURES = 6;
    private static final String ATTACKER = "127.0.0.66";

    private final Vertx vertx = Vertx.vertx(Gateway.options());
    private final List<Member> gateways = new ArrayList<>();

    @TempDir
    private Path folder;

    private Installation installation;

    @BeforeEach
    void start() throws Exception {
        var hop = TestDatabase.await(RecordingHop.listen(vertx, message -> {}, () -> RecordingHop.Mood.GOOD));
        installation = new Installation(folder, hop.port(), ReplicasIT::configure);
        for (int i = 0; i < GATEWAYS; i++) {
            gateways.add(installation.gateway());
        }
        for (var gateway : gateways) {
            while (gateway.tlsPort() == 0) {
                assertThat(gateway.isAlive()).as("starting").isTrue();
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
    }

    @AfterEach
    void stop() {
        installation.close();
        TestDatabase.await(vertx.close());
    }

    private static void configure(JsonObject json) {
        json.getJsonObject("guard")
                .put("exempt", new JsonArray().add("127.0.0.1"))
                .put("tarpit", "0s")
                .put("networkFailures", NETWORK_FAILURES)
                .put(
                        "quotas",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("name", "all")
                                        .put("scope", "together")
                                        .put("messages", new JsonObject().put("day", QUOTA))));
        json.getJsonObject("delivery").put("acknowledge", "spooled");
    }

    @Test
    void whoIsLockedOutByOneIsLockedOutByTheOthersWithinASecond() throws Exception {
        for (int i = 0; i < NETWORK_FAILURES; i++) {
            guess("nobody" + i + "@example.org");
        }
        var locked = System.nanoTime();
        for (var other : gateways.subList(1, GATEWAYS)) {
            while (!greeting(other).startsWith("421")) {
                assertThat(Duration.ofNanos(System.nanoTime() - locked)).isLessThan(Duration.ofSeconds(1));
            }
        }
        LOG.info(
                "locked out everywhere after {} ms",
                Duration.ofNanos(System.nanoTime() - locked).toMillis());
        assertThat(greeting(gateways.get(0))).startsWith("421");
    }

    private void guess(String account) throws IOException {
        try (var client = SocketClient.plain(ATTACKER, gateways.get(0).tlsPort())) {
            client.handshake();
            client.readReply();
            client.command("EHLO attacker.example");
            var response = Base64.getEncoder()
                    .encodeToString(("\0" + account + "\0wrong " + account).getBytes(StandardCharsets.UTF_8));
            assertThat(client.command("AUTH PLAIN " + response)).startsWith("535");
        }
    }

    /** What the attacker is told on connecting. */
    private static String greeting(Member gateway) throws IOException {
        try (var client = SocketClient.plain(ATTACKER, gateway.tlsPort())) {
            client.handshake();
            return client.readReply();
        }
    }

    @Test
    void aQuotaHoldsForAllOfThemTogether() throws Exception {
        var pool = Executors.newFixedThreadPool(2 * GATEWAYS);
        try {
            var clients = new ArrayList<Callable<Integer>>();
            for (int i = 0; i < 2 * GATEWAYS; i++) {
                var gateway = gateways.get(i % GATEWAYS);
                clients.add(() -> submitAll(gateway));
            }
            int taken = 0;
            for (var done : pool.invokeAll(clients)) {
                taken += done.get();
            }
            LOG.info("{} of {} messages were taken by {} gateways", taken, QUOTA, GATEWAYS);
            assertThat(taken).isBetween(QUOTA * 95 / 100, QUOTA * 105 / 100);
        } finally {
            pool.shutdownNow();
        }
    }

    /** Until the quota is used up; how many were taken. */
    private static int submitAll(Member gateway) throws IOException {
        int taken = 0;
        try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
            while (true) {
                var reply = submit(client);
                if (!reply.startsWith("250")) {
                    assertThat(reply).startsWith("451 4.7.1");
                    return taken;
                }
                taken++;
            }
        }
    }

    private static String submit(SocketClient client) throws IOException {
        var mail = client.command("MAIL FROM:<alice@example.org>");
        if (!mail.startsWith("250")) {
            return mail;
        }
        client.command("RCPT TO:<bob@example.net>");
        client.command("DATA");
        return client.command("From: alice@example.org\r\n\r\nhello\r\n.");
    }
}
