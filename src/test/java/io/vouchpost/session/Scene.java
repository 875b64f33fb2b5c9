package io.vouchpost.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vouchpost.audit.Event;
import io.vouchpost.config.LimitSettings;
import io.vouchpost.config.PolicyExample;
import io.vouchpost.config.PolicySettings;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.message.ContentStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;

/** One session in memory, with a clock and a backend that the test directs. */
final class Scene {
    static final String LOG_IN = "EHLO c\r\nAUTH PLAIN AGFsaWNlQGV4YW1wbGUub3JnAGNvcnJlY3QgaG9yc2U=\r\n";
    static final String WRONG = "AUTH PLAIN AGFsaWNlQGV4YW1wbGUub3JnAHdyb25n\r\n";
    static final String ENVELOPE = "MAIL FROM:<alice@example.org>\r\nRCPT TO:<carol@example.net>\r\n";
    static final String CONTENT = "From: alice@example.org\r\n\r\nhello\r\n";
    static final String MESSAGE = ENVELOPE + "DATA\r\n" + CONTENT + ".\r\n";

    final Wire wire = new Wire();
    final DirectedBackend backend = new DirectedBackend();
    final ContentStore store;
    final Session session;
    private Instant now = Instant.parse("2026-11-21T12:00:00Z");

    Scene(ContentStore store) {
        this(store, true);
    }

    Scene(ContentStore store, boolean tls) {
        this(store, tls, PolicyExample.strict());
    }

    Scene(ContentStore store, boolean tls, PolicySettings policy) {
        this.store = store;
        if (!tls) {
            wire.withoutTls();
        }
        var settings = new SessionSettings(
                "submit.example.org", !tls, List.of("PLAIN", "LOGIN"), 3, limits(Path.of(".")), policy, true);
        InstantSource time = () -> now;
        session = new Session("TEST", settings, wire, backend, store, time.withZone(ZoneOffset.UTC));
        session.open();
    }

    /** Messages stay in memory. */
    static ContentStore store(Vertx vertx, Path folder) {
        return TestDatabase.await(ContentStore.start(vertx, limits(folder)));
    }

    private static LimitSettings limits(Path folder) {
        return new LimitSettings(
                100_000,
                10,
                50_000,
                2_048,
                20,
                100,
                Duration.ofMinutes(5),
                Duration.ofMinutes(5),
                Duration.ofMinutes(30),
                Duration.ZERO,
                Duration.ofHours(1),
                Duration.ofMinutes(10),
                10,
                10,
                200,
                4 << 20,
                1 << 20,
                1 << 20,
                folder,
                Duration.ZERO,
                Duration.ofDays(7));
    }

    void says(String text) {
        session.receive(Buffer.buffer(text));
    }

    /** Logged in, and nothing of it left to hear. */
    Scene loggedIn() {
        says(LOG_IN);
        assertThat(heard()).endsWith("235 2.7.0 Authentication successful\r\n");
        return this;
    }

    void after(Duration time) {
        now = now.plus(time);
        session.tick();
    }

    /** What was said since the last time. */
    String heard() {
        String all = String.join("", wire.writes);
        wire.writes.clear();
        return all;
    }

    /** The codes of it, one for each reply. */
    List<String> codes() {
        return heard().lines()
                .filter(line -> line.charAt(3) == ' ')
                .map(line -> line.substring(0, 3))
                .toList();
    }

    Event lastEvent() {
        return backend.events().get(backend.events().size() - 1);
    }

    /** The client is gone, and nothing of it is held any more. */
    void endsClean() {
        session.closed();
        assertThat(store.memory().used()).as("octets held").isZero();
    }
}
