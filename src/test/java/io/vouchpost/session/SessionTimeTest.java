package io.vouchpost.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vouchpost.TurnedClock;
import io.vouchpost.audit.Event;
import io.vouchpost.config.LimitSettings;
import io.vouchpost.config.PolicySettings;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.message.ContentStore;
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

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        var limits = limits();
        store = TestDatabase.await(ContentStore.start(vertx, limits));
        var settings = new SessionSettings(
                "submit.example.org", false, List.of("PLAIN"), 3, limits, new PolicySettings(true, false, true), true);
        session = new Session("TEST", settings, client, hop, store, clock);
        client.connect(session);
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
                SESSION,
                DATA,
                10,
                10,
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

    /** The cast of the transcripts, with a next hop that answers when the test says so. */
    private static final class SlowHop implements Backend {
        private final ScriptedBackend script = new ScriptedBackend();
        private final Promise<Void> answer = Promise.promise();

        @Override
        public Future<Posted> post(Submission submission) {
            return answer.future().map(v -> new Posted(Replies.posted(submission.id()), "next", Optional.empty()));
        }

        @Override
        public Future<Optional<Refusal>> admit(String address) {
            return script.admit(address);
        }

        @Override
        public Future<LogIn> begin(Client who, Optional<Secret> initialResponse) {
            return script.begin(who, initialResponse);
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
        public Future<Optional<Sender>> reload(String account) {
            return script.reload(account);
        }

        @Override
        public void record(Event event) {
            script.record(event);
        }
    }
}
