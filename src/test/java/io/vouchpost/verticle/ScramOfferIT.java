package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.util.TlsServerEndpoint;
import io.vertx.core.json.JsonArray;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SCRAM with and without channel binding over real connections, from the offer on. */
class ScramOfferIT {
    @TempDir
    static Path folder;

    static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = TestGateway.start(folder, json -> json.getJsonObject("sasl")
                .put("mechanisms", new JsonArray(List.of("SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN")))
                .put("channelBinding", new JsonArray().add("tls-server-end-point")));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eachIsOfferedWithPlusBeforeIt(boolean implicit) throws Exception {
        try (var client = connected(implicit)) {
            assertThat(client.command("EHLO client.example"))
                    .contains("AUTH SCRAM-SHA-256-PLUS SCRAM-SHA-256 SCRAM-SHA-1-PLUS SCRAM-SHA-1 PLAIN");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatTheClientSeesOfTheChannelIsWhatWeSee(boolean implicit) throws Exception {
        try (var client = connected(implicit)) {
            client.command("EHLO client.example");
            var right = TlsServerEndpoint.getChannelBindingData(client.certificate());
            assertThat(lastReply(client, new byte[32])).startsWith("501 5.5.2");
            assertThat(lastReply(client, right)).startsWith("334 ");
            assertThat(client.command("")).startsWith("235 2.7.0");
        }
    }

    @Test
    void aBindingThatIsNotThereAndAStrippedOfferAreRefused() throws Exception {
        try (var client = connected(true)) {
            client.command("EHLO client.example");
            assertThat(client.command("AUTH SCRAM-SHA-256-PLUS " + base64("p=tls-unique,,n=user,r=abc")))
                    .startsWith("501 5.5.2");
            assertThat(client.command("AUTH SCRAM-SHA-256 " + base64("y,,n=user,r=abc")))
                    .startsWith("501 5.5.2");
            assertThat(client.command("AUTH SCRAM-SHA-256 " + base64("n,,n=user,r=abc")))
                    .startsWith("334 ");
        }
    }

    @Test
    void plusIsNotOfferedWhereItIsNotConfigured() throws Exception {
        gateway.reconfigure(json -> json.getJsonObject("sasl").put("channelBinding", new JsonArray()));
        try (var client = connected(true)) {
            assertThat(client.command("EHLO client.example")).contains("AUTH SCRAM-SHA-256 SCRAM-SHA-1 PLAIN");
            assertThat(client.command("AUTH SCRAM-SHA-256-PLUS " + base64("p=tls-server-end-point,,n=user,r=abc")))
                    .startsWith("504 5.5.4");
            assertThat(client.command("AUTH SCRAM-SHA-256 " + base64("y,,n=user,r=abc")))
                    .startsWith("334 ");
        } finally {
            gateway.reconfigure(json -> {});
        }
    }

    private static SocketClient connected(boolean implicit) throws Exception {
        if (implicit) {
            var client = SocketClient.tls(gateway.tlsPort());
            client.readReply();
            return client;
        }
        var client = SocketClient.plain(gateway.port());
        client.readReply();
        client.command("EHLO client.example");
        client.command("STARTTLS");
        client.handshake();
        return client;
    }

    /** To the client's proof. */
    private static String lastReply(SocketClient client, byte[] binding) throws Exception {
        var scram = ScramClient.builder()
                .advertisedMechanisms(List.of("SCRAM-SHA-256-PLUS"))
                .username(TestGateway.ALICE)
                .password(TestGateway.PASSWORD.toCharArray())
                .channelBinding("tls-server-end-point", binding)
                .build();
        String challenge = client.command(
                "AUTH SCRAM-SHA-256-PLUS " + base64(scram.clientFirstMessage().toString()));
        assertThat(challenge).startsWith("334 ");
        scram.serverFirstMessage(
                new String(Base64.getDecoder().decode(challenge.substring(4)), StandardCharsets.US_ASCII));
        return client.command(base64(scram.clientFinalMessage().toString()));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
