package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.session.Transcript;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same transcripts over real sockets, against the whole gateway with its database. */
class TranscriptIT {
    @TempDir
    static Path folder;

    static TestGateway gateway;

    static Stream<Transcript> all() {
        return Transcript.all().stream();
    }

    static Stream<Transcript> allThatCanComeSlowly() {
        return all().filter(transcript -> !transcript.inOneGo());
    }

    @BeforeAll
    static void start() throws Exception {
        gateway = TestGateway.start(folder, json -> {
            json.getJsonObject("limits").put("messageBytes", 1_000_000).put("recipients", 10);
            json.getJsonObject("guard").put("failuresPerSession", 3).put("accountFailures", 1000);
        });
    }

    @AfterAll
    static void stop() {
        gateway.close();
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
        gateway.reconfigure(json -> json.getJsonObject("limits")
                .put("errors", transcript.errors())
                .put("idleCommands", transcript.idleCommands())
                .put("greetingDelay", transcript.greetingDelay() + "s"));
        try (var client =
                transcript.implicitTls() ? SocketClient.tls(gateway.tlsPort()) : SocketClient.plain(gateway.port())) {
            client.play(transcript, oneOctetAtATime);
        }
    }

    /** In a packet of its own, the injected command is taken for a TLS record, and that is the end of it. */
    @Test
    void nothingIsInjectedBehindStartTls() throws Exception {
        try (var client = SocketClient.plain(gateway.port())) {
            client.readReply();
            client.command("EHLO client.example");
            assertThat(client.command("STARTTLS")).startsWith("220");
            client.send("NOOP\r\nMAIL FROM:<mallory@example.com>\r\n");
            assertThat(client.readReply()).as("no reply, perhaps an alert").doesNotStartWith("250");
        }
    }
}
