package io.vouchpost.session;

import io.vertx.core.Vertx;
import io.vouchpost.config.LimitSettings;
import io.vouchpost.config.PolicyExample;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.message.ContentStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each transcript in memory: all that one side says in one go, and octet by octet. */
class TranscriptTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    static Path folder;

    static Vertx vertx;
    static ContentStore store;

    static Stream<Transcript> all() {
        return Transcript.all().stream();
    }

    static Stream<Transcript> allThatCanComeSlowly() {
        return all().filter(transcript -> !transcript.inOneGo());
    }

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        store = TestDatabase.await(ContentStore.start(vertx, limits(20, 60, Duration.ZERO)));
    }

    @AfterAll
    static void close() {
        TestDatabase.await(store.close());
        TestDatabase.await(vertx.close());
    }

    @ParameterizedTest
    @MethodSource("all")
    void isPlayedInOneGo(Transcript transcript) throws Exception {
        play(transcript, false);
    }

    @ParameterizedTest
    @MethodSource("allThatCanComeSlowly")
    void isPlayedOctetByOctet(Transcript transcript) throws Exception {
        play(transcript, true);
    }

    private static void play(Transcript transcript, boolean oneOctetAtATime) throws Exception {
        var client = new MemoryClient(transcript.implicitTls());
        var settings = new SessionSettings(
                "submit.example.org",
                !transcript.implicitTls(),
                List.of("PLAIN", "LOGIN"),
                3,
                limits(transcript.errors(), transcript.idleCommands(), Duration.ofSeconds(transcript.greetingDelay())),
                PolicyExample.strict(),
                true);
        client.connect(new Session("TEST", settings, client, new ScriptedBackend(), store, CLOCK));
        client.play(transcript, oneOctetAtATime);
    }

    private static LimitSettings limits(int errors, int idleCommands, Duration greetingDelay) {
        return new LimitSettings(
                1_000_000,
                10,
                262_144,
                2_048,
                errors,
                idleCommands,
                Duration.ofMinutes(5),
                Duration.ofMinutes(5),
                Duration.ofMinutes(30),
                greetingDelay,
                Duration.ofHours(1),
                Duration.ofMinutes(10),
                1_000,
                100,
                200,
                64 << 20,
                1 << 20,
                1 << 30,
                folder,
                Duration.ofSeconds(20),
                Duration.ofDays(7));
    }
}
