package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in front of messages as they arrive: our results and nobody's in our name (RFC 8601), and who learns what. */
class TraceIT extends Installed {
    private static final String FORGED = "Authentication-Results: submit.example.org; auth=pass\r\n smtp.auth=boss\r\n"
            + "Authentication-Results: (x) Submit.Example.ORG 1; spf=pass\r\n"
            + "Authentication-Results: other.example; spf=pass\r\nSubject: one\r\n";

    @ParameterizedTest
    @ValueSource(strings = {RELAYED, SPOOLED})
    void onlyWeSpeakInOurName(String acknowledge) throws Exception {
        try (var gateway = start(acknowledge)) {
            var letter = Letter.of("one", "bob@example.net").with(FORGED, "Hello.\r\n");
            assertThat(letter.to(gateway)).startsWith("250");
            assertUnforged(neighbour.arrival().octets());
            var other = letter.with(FORGED, "Hello again.\r\n");
            assertThat(other.inChunks(gateway, 40)).startsWith("250");
            assertUnforged(neighbour.arrival().octets());
        }
    }

    private static void assertUnforged(String octets) {
        assertThat(octets).startsWith("Authentication-Results: submit.example.org;\r\n\tauth=pass");
        assertThat(octets.toLowerCase(Locale.ROOT).split("authentication-results:", -1))
                .hasSize(3);
        assertThat(octets)
                .doesNotContain("boss", "Submit.Example.ORG")
                .contains("\r\nAuthentication-Results: other.example; spf=pass\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {RELAYED, SPOOLED})
    void whereTheClientIsStandsThereOnlyWhereConfigured(String acknowledge) throws Exception {
        try (var gateway = start(acknowledge)) {
            accepted(gateway, Letter.of("one", "bob@example.net"));
            assertThat(neighbour.arrival().octets()).contains("Received: by ").doesNotContain("127.0.0.1");
            gateway.reconfigure(json -> json.put("policy", new JsonObject().put("traceClientAddress", true)));
            accepted(gateway, Letter.of("two", "bob@example.net"));
            assertThat(neighbour.arrival().octets()).contains("Received: from client.example ([127.0.0.1])");
        }
    }
}
