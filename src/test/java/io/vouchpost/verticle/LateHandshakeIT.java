package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gateway is told to end while a client is still in its TLS handshake. */
@Timeout(90)
class LateHandshakeIT {
    @TempDir
    Path folder;

    @Test
    void whoIsNotThereYetIsSentAwayAndNobodyWaitsForIt() throws Exception {
        var gateway = TestGateway.start(
                folder, json -> json.getJsonObject("limits").put("grace", "80s").put("greetingDelay", "0s"));
        try (var late = SocketClient.plain(gateway.tlsPort());
                var idle = SocketClient.plain(gateway.port())) {
            assertThat(idle.readReply()).startsWith("220 "); // and so the one before it was accepted
            var stopped = gateway.gateway().stop();
            assertThat(idle.readReply()).startsWith("421 ");

            assertThat(firstReply(late)).doesNotContain("250 ").containsAnyOf("421 ", "closed");

            TestGateway.await(stopped); // within half a minute
        } finally {
            gateway.close();
        }
    }

    /** On a connection that the kernel had, and the gateway never saw, nothing is said. */
    private static String firstReply(SocketClient client) {
        try {
            client.handshake();
            var greeting = client.readReply();
            return greeting.startsWith("220 ") ? client.command("EHLO client.example") : greeting + "closed";
        } catch (IOException closed) {
            return "closed";
        }
    }
}
