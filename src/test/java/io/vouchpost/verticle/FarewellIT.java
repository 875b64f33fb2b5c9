package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that ends TLS and waits for our word on it, as s-nail does, does not wait for long. */
class FarewellIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"jdk, true", "jdk, false", "openssl, true", "openssl, false"})
    void whoSaysNoMoreIsAnsweredByTheEnd(String engine, boolean implicit) throws Exception {
        try (var gateway = TestGateway.start(folder, json -> json.put("tls", new JsonObject().put("engine", engine)));
                var client = implicit ? SocketClient.tls(gateway.tlsPort()) : SocketClient.plain(gateway.port())) {
            assertThat(client.readReply()).startsWith("220 ");
            if (!implicit) {
                assertThat(client.command("STARTTLS")).startsWith("220 ");
                client.handshake();
            }
            assertThat(client.command("EHLO client.example")).startsWith("250-");
            client.saysNoMore();
            assertThat(client.readReply()).isEmpty();
        }
    }
}
