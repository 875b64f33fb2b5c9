package io.vouchpost.survival;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vouchpost.FreePort;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.survival.RecordingHop.Mood;
import io.vouchpost.verticle.SocketClient;
import io.vouchpost.verticle.TestGateway;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -TERM} with {@code admin.notice}: those who send clients here are told first, clients after that. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class NoticeIT {
    private static final Duration NOTICE = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofSeconds(10);
    /** For closing what the gateway stands on, on a machine that has other things to do. */
    private static final Duration TO_CLOSE = Duration.ofSeconds(10);
    /** What 128 and the number of SIGTERM make. */
    private static final int TERMINATED = 143;

    private static final Pattern ACCEPTED = Pattern.compile("^250 2\\.0\\.0 Message (\\S+) accepted");

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicReference<Mood> mood = new AtomicReference<>(Mood.GOOD);
    private Installation installation;
    private Replica gateway;
    private int adminPort;

    @BeforeAll
    void install(@TempDir Path folder) throws Exception {
        var hop = TestDatabase.await(RecordingHop.listen(vertx, taken -> {}, mood::get));
        adminPort = FreePort.any();
        installation = new Installation(folder, hop.port(), this::configure);
        gateway = installation.replica("gateway", System.getProperty("java.class.path"), json -> {});
    }

    private void configure(JsonObject json) {
        json.put("admin", new JsonObject().put("port", adminPort).put("notice", NOTICE.toSeconds() + "s"));
        json.getJsonObject("limits").put("grace", GRACE.toSeconds() + "s");
        json.getJsonObject("delivery").put("acknowledge", "spooled").put("timeout", "2m");
    }

    @AfterAll
    void remove() {
        if (installation != null) {
            installation.close();
        }
        TestDatabase.await(vertx.close());
    }

    @BeforeEach
    void start() throws IOException {
        mood.set(Mood.GOOD);
        gateway.start();
        Fleet.await("ready", () -> {
            assertThat(gateway.isAlive()).as(gateway::log).isTrue();
            return gateway.isReady() && readiness().equals("200 ready\n");
        });
    }

    /** Where a test has failed, not to be in the way of the next. */
    @AfterEach
    void end() {
        gateway.kill();
    }

    private String readiness() {
        var uri = URI.create("http://127.0.0.1:" + adminPort + "/health/ready");
        try {
            var answer = http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        } catch (IOException away) {
            return "";
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String submit(SocketClient client) throws IOException {
        beginMessage(client);
        return client.command(".");
    }

    private static void beginMessage(SocketClient client) throws IOException {
        assertThat(client.command("MAIL FROM:<" + TestGateway.ALICE + ">")).startsWith("250");
        assertThat(client.command("RCPT TO:<bob@example.net>")).startsWith("250");
        assertThat(client.command("DATA")).startsWith("354");
        client.send("From: alice@example.org\r\n\r\nhello\r\n");
    }

    @Test
    void isNotReadyAtOnceServesWhoComesAndClosesThereafter() throws Exception {
        int tlsPort = gateway.ports().get(1);
        try (var idle = SocketClient.loggedIn(tlsPort)) {
            gateway.signal("TERM");
            long told = System.nanoTime();
            Fleet.await("says so", () -> readiness().equals("503 stopping\n"));
            try (var late = SocketClient.loggedIn(tlsPort)) {
                assertThat(submit(late)).startsWith("250");
                assertThat(submit(late)).startsWith("250");
                assertThat(late.readReply()).startsWith("421 4.3.2");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - told))
                    .as("nobody was told to go before")
                    .isGreaterThan(NOTICE.minusMillis(500));
            assertThat(idle.readReply()).startsWith("421 4.3.2");
            assertThat(idle.readReply()).isEmpty();
            Fleet.await("closed", () -> refuses(tlsPort));
            assertThat(gateway.ended(TO_CLOSE)).isEqualTo(TERMINATED);
            assertThat(gateway.log()).doesNotContain("not stopped in order");
        }
    }

    private static boolean refuses(int port) {
        try (var client = SocketClient.plain(port)) {
            return false;
        } catch (ConnectException refused) {
            return true;
        } catch (IOException reset) {
            return false;
        }
    }

    @Test
    void asManySignalsAsAnImpatientOperatorSendsChangeNothing() throws Exception {
        for (String signal : new String[] {"TERM", "INT", "TERM"}) {
            gateway.signal(signal);
        }
        assertThat(gateway.ended(NOTICE.plus(TO_CLOSE))).isEqualTo(TERMINATED);
        assertThat(gateway.log()).doesNotContain("not stopped in order");
    }

    @Test
    void aNextHopAndAClientThatBothNeverEndHaveOneGraceTogether() throws Exception {
        mood.set(Mood.HANGS);
        try (var client = SocketClient.loggedIn(gateway.ports().get(1))) {
            var accepted = ACCEPTED.matcher(submit(client));
            assertThat(accepted.find()).isTrue();
            Fleet.await("in the courier's hands", () -> isLeased(accepted.group(1)));
            beginMessage(client);
            gateway.signal("TERM");
            long told = System.nanoTime();
            gateway.ended(NOTICE.plus(GRACE).plus(TO_CLOSE));
            assertThat(Duration.ofNanos(System.nanoTime() - told))
                    .isBetween(
                            NOTICE.plus(GRACE).minusMillis(500),
                            NOTICE.plus(GRACE).plus(GRACE));
        }
        assertThat(gateway.log()).doesNotContain("not stopped in order");
    }

    /** Nobody is there any more who would hear the answer, for which there are two minutes. */
    @Test
    void aNextHopThatOwesAnAnswerToARelayedMessageIsNotWaitedFor() throws Exception {
        gateway.signal("TERM");
        gateway.ended(NOTICE.plus(TO_CLOSE));
        var relaying = installation.replica(
                "relaying", System.getProperty("java.class.path"), json -> json.getJsonObject("delivery")
                        .put("acknowledge", "relayed"));
        relaying.start();
        Fleet.await("ready", () -> {
            assertThat(relaying.isAlive()).as(relaying::log).isTrue();
            return relaying.isReady();
        });
        mood.set(Mood.HANGS);
        try (var client = SocketClient.loggedIn(relaying.ports().get(1))) {
            beginMessage(client);
            client.send(".\r\n"); // and it is with the next hop long before the notice is over
            relaying.signal("TERM");
            assertThat(relaying.ended(NOTICE.plus(GRACE).plus(TO_CLOSE))).isEqualTo(TERMINATED);
        }
        assertThat(relaying.log()).doesNotContain("not stopped in order");
    }

    /** There may be others, from a test before. */
    private boolean isLeased(String message) {
        try {
            return installation
                    .rows("SELECT message FROM spool_recipients WHERE state = 'LEASED'")
                    .contains(message);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
