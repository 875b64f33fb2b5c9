package io.vouchpost.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.verticle.SocketClient;
import io.vouchpost.verticle.TestGateway;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A client may give up at each step of each mechanism (RFC 4954 §4), and log in afterwards as if nothing had been. */
class CancelIT {
    @TempDir
    static Path folder;

    static Endpoint endpoint;

    static Stream<Dialogue> dialogues() {
        return Dialogue.all();
    }

    @BeforeAll
    static void start() throws Exception {
        endpoint = Endpoint.start(folder, json -> json.getJsonObject("sasl").put("legacyOnPrimary", true));
    }

    @AfterAll
    static void stop() {
        endpoint.close();
    }

    @ParameterizedTest
    @MethodSource("dialogues")
    void atEachStep(Dialogue dialogue) throws Exception {
        try (var client = SocketClient.tls(endpoint.tlsPort())) {
            client.readReply();
            client.command("EHLO client.example");
            int steps = 0;
            while (dialogue.challengedAfter(client, Attempt.USER, TestGateway.PASSWORD, steps)) {
                assertThat(client.command("*")).as("step %d", steps).startsWith("501 5.7.0");
                assertThat(client.command("MAIL FROM:<" + Attempt.USER + ">")).startsWith("530 ");
                steps++;
            }
            // the last time nothing was left to cancel: it was a whole log-in
            assertThat(client.command("MAIL FROM:<" + Attempt.USER + ">")).startsWith("250 ");
            assertThat(steps).isPositive();
        }
    }
}
