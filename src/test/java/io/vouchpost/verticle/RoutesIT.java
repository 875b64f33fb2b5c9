package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.survival.RecordingHop.Mood;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several ways out of one gateway: by recipient, by account, with one of them closed, and with one taken away. */
class RoutesIT extends Installed {
    private static final String CAROL = "carol@example.org";

    private final Neighbour partner = new Neighbour(vertx);
    private final Neighbour bulk = new Neighbour(vertx);

    private JsonArray routes() {
        return new JsonArray()
                .add(bulk.route().put("name", "bulk").put("accounts", new JsonArray().add(CAROL)))
                .add(toPartner())
                .add(neighbour.route().put("name", "others"));
    }

    private JsonObject toPartner() {
        return partner.route().put("name", "partner").put("recipientDomains", new JsonArray().add("partner.example"));
    }

    private TestGateway startWithAll(String acknowledge) throws Exception {
        return start(acknowledge, json -> json.getJsonObject("delivery").put("routes", routes()));
    }

    @ParameterizedTest
    @ValueSource(strings = {RELAYED, SPOOLED})
    void eachRecipientGoesByItsOwnAndTheAccountDecidesFirst(String acknowledge) throws Exception {
        try (var gateway = startWithAll(acknowledge)) {
            gateway.account(CAROL, TestGateway.PASSWORD, CAROL);
            var both = Letter.of("one", "bob@example.net", "pat@partner.example");
            accepted(gateway, both);
            assertThat(neighbour.arrival().recipients()).containsExactly("bob@example.net");
            assertThat(partner.arrival().recipients()).containsExactly("pat@partner.example");
            accepted(gateway, both.from(CAROL));
            assertThat(bulk.arrival().recipients()).containsExactly("bob@example.net", "pat@partner.example");
            assertThat(neighbour.hasArrivals() || partner.hasArrivals()).isFalse();
        }
    }

    @Test
    void withOneWayClosedTheOthersGetItNowAndTheRestLater() throws Exception {
        partner.is(Mood.DEFERS_RECIPIENTS);
        try (var gateway = startWithAll(RELAYED)) {
            var reference = accepted(gateway, Letter.of("one", "bob@example.net", "pat@partner.example"));
            assertThat(neighbour.arrival().recipients()).containsExactly("bob@example.net");
            awaitState(gateway, reference, "WAITING");
            partner.is(Mood.GOOD);
            assertThat(partner.arrival().recipients()).containsExactly("pat@partner.example");
            awaitEnd(gateway, reference);
            assertThat(neighbour.hasArrivals()).isFalse();
        }
    }

    @Test
    void mailThatWaitsOnARouteThatIsTakenAwayGoesTheWayThatFitsNow() throws Exception {
        partner.is(Mood.DEFERS_MESSAGE);
        try (var gateway = startWithAll(SPOOLED)) {
            var reference = accepted(gateway, Letter.of("one", "pat@partner.example"));
            awaitState(gateway, reference, "WAITING");
            gateway.reconfigure(json -> json.getJsonObject("delivery")
                    .put("routes", new JsonArray().add(neighbour.route().put("name", "others"))));
            assertThat(neighbour.arrival().recipients()).containsExactly("pat@partner.example");
            awaitEnd(gateway, reference);
            assertThat(shown(gateway, reference).recipients().get(0).route()).isEqualTo("others");
        }
    }

    @Test
    void mailThatIsHeldUntilLaterFindsItsNewRouteToo() throws Exception {
        try (var gateway = startWithAll(SPOOLED)) {
            var reference =
                    accepted(gateway, Letter.of("one", "pat@partner.example").on("HOLDFOR=3"));
            gateway.reconfigure(json -> json.getJsonObject("delivery")
                    .put("routes", new JsonArray().add(neighbour.route().put("name", "others"))));
            assertThat(neighbour.arrival().recipients()).containsExactly("pat@partner.example");
            awaitEnd(gateway, reference);
        }
    }

    @Test
    void howeverManyWaitOnItNoneIsLeftBehind() throws Exception {
        var many = 150;
        try (var gateway = startWithAll(SPOOLED)) {
            for (int number = 0; number < many; number++) {
                accepted(gateway, Letter.of("n" + number, "pat@partner.example").on("HOLDFOR=3600"));
            }
            awaitRow(
                    gateway,
                    "WITH all_at_once AS (UPDATE spool_recipients SET route = 'gone', state = 'READY' RETURNING 1)"
                            + " SELECT count(*) FROM all_at_once HAVING count(*) = $1",
                    (long) many);
            gateway.reconfigure(json -> json.getJsonObject("delivery").put("relayTimeout", "6s"));
            for (int number = 0; number < many; number++) {
                assertThat(partner.arrival().recipients()).containsExactly("pat@partner.example");
            }
        }
    }
}
