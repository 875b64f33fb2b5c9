package io.vouchpost.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vouchpost.TurnedClock;
import io.vouchpost.audit.Event;
import io.vouchpost.config.LimitSettings;
import io.vouchpost.config.PolicyExample;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.message.ContentStore;
import io.vouchpost.message.Custody;
import io.vouchpost.message.Submission;
import io.vouchpost.policy.Sender;
import io.vouchpost.sasl.Client;
import io.vouchpost.secret.Secret;
import io.vouchpost.smtp.Replies;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a session does as time goes by: to the second, with a clock that the test turns. */
class SessionTimeTest {
    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final Duration COMMAND = Duration.ofMinutes(2);
    private static final Duration LOG_IN = Duration.ofMinutes(30);
    private static final Duration SESSION = Duration.ofHours(1);
    private static final Duration DATA = Duration.ofMinutes(10);

    @TempDir
    Path folder;

    private final TurnedClock clock = new TurnedClock();
    private final SlowHop hop = new SlowHop();
    private final MemoryClient client = new MemoryClient(true);
    private Vertx vertx;
    private ContentStore store;
    private Session session;
    /** Of a client that has not logged in. */
    private Session stranger;

    private final MemoryClient unknown = new MemoryClient(true);

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        var limits = limits();
        store = TestDatabase.await(ContentStore.start(vertx, limits));
        var settings = new SessionSettings(
                "submit.example.org", false, List.of("PLAIN"), 3, limits, PolicyExample.strict(), true);
        session = new Session("TEST", settings, client, hop, store, clock);
        client.connect(session);
        stranger = new Session("STRANGER", settings, unknown, hop, store, clock);
        unknown.connect(stranger);
        says("EHLO client.example\r\nAUTH PLAIN AGFsaWNlQGV4YW1wbGUub3JnAGNvcnJlY3QgaG9yc2U=\r\n");
        while (!client.readLine().orElseThrow().startsWith("235")) {}
    }

    @AfterEach
    void close() {
        session.closed();
        TestDatabase.await(store.close());
        TestDatabase.await(vertx.close());
    }

    private LimitSettings limits() {
        return new LimitSettings(
                1_000_000,
                10,
                262_144,
                2_048,
                20,
                100,
                IDLE,
                COMMAND,
                LOG_IN,
                Duration.ZERO,
                SESSION,
                DATA,
                10,
                10,
                200,
                1 << 20,
                1 << 20,
                1 << 20,
                folder,
                Duration.ZERO,
                Duration.ofDays(7));
    }

    private void says(String text) {
        client.send(text.getBytes(StandardCharsets.UTF_8));
    }

    private void after(Duration time) {
        clock.advance(time);
        session.tick();
    }

    private void hearsNothing() {
        assertThatThrownBy(client::readLine).isInstanceOf(AssertionError.class);
    }

    private void hears(String reply) {
        assertThat(client.readLine().orElseThrow()).startsWith(reply);
    }

    private void isClosed() {
        assertThat(client.readLine()).isEmpty();
    }

    private void startMessage() {
        says("MAIL FROM:<alice@example.org>\r\nRCPT TO:<bob@example.net>\r\nDATA\r\n");
        hears("250");
        hears("250");
        hears("354");
        says("From: alice@example.org\r\n\r\n");
    }

    @Test
    void silenceIsBorneForFiveMinutesFromTheLastWord() {
        after(Duration.ofMinutes(4));
        says("NOOP\r\n");
        hears("250");
        after(IDLE);
        hearsNothing();
        after(Duration.ofSeconds(1));
        hears("421 4.4.2 Nothing came");
        isClosed();
    }

    @Test
    void theNextHopsTimeIsNotTheClientsSilence() {
        startMessage();
        says("Hello\r\n.\r\n");
        after(IDLE.plusMinutes(1));
        hearsNothing();
        hop.answer.complete();
        hears("250 2.0.0");
        session.tick();
        hearsNothing();
        after(IDLE);
        hearsNothing();
        after(Duration.ofSeconds(1));
        hears("421 4.4.2 Nothing came");
    }

    @Test
    void aMessageThatComesSlowlyHasTenMinutes() {
        startMessage();
        for (int minute = 0; minute < 10; minute++) {
            after(Duration.ofMinutes(1));
            says("still coming\r\n");
        }
        hearsNothing();
        after(Duration.ofSeconds(1));
        hears("421 4.4.2 The message took too long");
        isClosed();
        assertThat(store.memory().used()).as("octets held of it").isZero();
    }

    @Test
    void aBusySessionHasAnHour() {
        for (int minute = 0; minute < 60; minute++) {
            after(Duration.ofMinutes(1));
            says("NOOP\r\n");
            hears("250");
        }
        after(Duration.ofSeconds(1));
        hears("421 4.4.2 This session has lasted too long");
        isClosed();
    }

    @Test
    void aLineThatTricklesInHasTwoMinutesInAll() {
        for (int second = 0; second < 120; second++) {
            says("N");
            after(Duration.ofSeconds(1));
        }
        hearsNothing();
        after(Duration.ofSeconds(1));
        hears("421 4.4.2 The line took too long");
        isClosed();
    }

    @Test
    void aLineBeyondItsLengthHasNoMoreTime() {
        says("N".repeat(10_000)); // nothing of it is kept
        after(COMMAND);
        says("N");
        hearsNothing();
        after(Duration.ofSeconds(1));
        hears("421 4.4.2 The line took too long");
    }

    @Test
    void eachLineHasItsOwnTime() {
        for (int line = 0; line < 4; line++) {
            says("NO");
            after(COMMAND.minusSeconds(1));
            says("OP\r\nNO"); // and the next one has begun
            hears("250");
            says("OP\r\n");
            hears("250");
            after(COMMAND);
            hearsNothing();
        }
    }

    @Test
    void aLineThatWaitsForOurReplyIsNotLate() {
        startMessage();
        says("Hello\r\n.\r\nNO"); // pipelined, and not to its end
        after(COMMAND.plusMinutes(1));
        hearsNothing();
        hop.answer.complete();
        hears("250 2.0.0");
        after(COMMAND);
        hearsNothing();
        says("OP\r\n");
        hears("250");
    }

    @Test
    void aResponseThatTricklesInHasTwoMinutesInAll() {
        unknown.send("EHLO client.example\r\nAUTH PLAIN\r\n".getBytes(StandardCharsets.UTF_8));
        while (!unknown.readLine().orElseThrow().startsWith("334")) {}
        for (int second = 0; second < 120; second++) {
            unknown.send(new byte[] {'A'});
            clock.advance(Duration.ofSeconds(1));
            stranger.tick();
        }
        clock.advance(Duration.ofSeconds(1));
        stranger.tick();
        while (!unknown.readLine().orElseThrow().startsWith("421 4.4.2 The line took too long")) {}
        assertThat(unknown.readLine()).isEmpty();
    }

    @Test
    void whoDoesNotLogInIsSentAwayInTheEndHoweverBusy() {
        assertThat(unknown.readLine().orElseThrow()).startsWith("220");
        for (int minute = 0; minute < 30; minute++) {
            clock.advance(Duration.ofMinutes(1));
            stranger.tick();
            unknown.send("NOOP\r\n".getBytes(StandardCharsets.UTF_8));
            assertThat(unknown.readLine().orElseThrow()).startsWith("250");
        }
        clock.advance(Duration.ofSeconds(1));
        stranger.tick();
        assertThat(unknown.readLine().orElseThrow()).startsWith("421 4.4.2 No log-in came");
        assertThat(unknown.readLine()).isEmpty();
    }

    @Test
    void theTimeThatWeTakeForALogInIsNotTheClients() {
        assertThat(unknown.readLine().orElseThrow()).startsWith("220");
        hop.logIn = Promise.promise();
        unknown.send(
                "EHLO c.example\r\nAUTH PLAIN AGFsaWNlQGV4YW1wbGUub3JnAHdyb25n\r\n".getBytes(StandardCharsets.UTF_8));
        while (!unknown.readLine().orElseThrow().startsWith("250 ")) {}
        for (int minute = 0; minute < 40; minute++) {
            clock.advance(Duration.ofMinutes(1));
            stranger.tick();
        }
        hop.logIn.complete();
        assertThat(unknown.readLine().orElseThrow()).startsWith("535");
        clock.advance(Duration.ofMinutes(4));
        stranger.tick();
        unknown.send("NOOP\r\n".getBytes(StandardCharsets.UTF_8));
        assertThat(unknown.readLine().orElseThrow()).startsWith("250");
        stranger.closed();
    }

    /** The cast of the transcripts, with a next hop that answers when the test says so. */
    private static final class SlowHop implements Backend {
        private final ScriptedBackend script = new ScriptedBackend();
        private final Promise<Void> answer = Promise.promise();
        private Promise<Void> logIn = Promise.promise();

        SlowHop() {
            logIn.complete();
        }

        @Override
        public Future<Outcome> post(Submission submission) {
            return answer.future()
                    .map(v -> new Outcome.Posted(Replies.posted(submission.id()), Custody.POSTED, "next"));
        }

        @Override
        public Future<Optional<Refusal>> admit(String address) {
            return script.admit(address);
        }

        @Override
        public Future<LogIn> begin(Client who, Optional<Secret> initialResponse) {
            return logIn.future().compose(v -> script.begin(who, initialResponse));
        }

        @Override
        public Future<LogIn> respond(String exchange, Secret response) {
            return script.respond(exchange, response);
        }

        @Override
        public void abandon(String exchange) {
            script.abandon(exchange);
        }

        @Override
        public Future<Optional<Sender>> reload(Sender before) {
            return script.reload(before);
        }

        @Override
        public void record(Event event) {
            script.record(event);
        }
    }
}
