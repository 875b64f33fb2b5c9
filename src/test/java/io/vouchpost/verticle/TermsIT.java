package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vouchpost.spool.State;
import io.vouchpost.survival.RecordingHop;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients ask for with MAIL, over the wire and through the spool: REQUIRETLS, FUTURERELEASE, AUTH=, CHUNKING. */
class TermsIT extends Installed {

    @Test
    void aNextHopWithoutRequireTlsIsRefusedAtOnce() throws Exception {
        try (var gateway = start(RELAYED)) {
            assertThat(Letter.of("one", "bob@example.net").on("REQUIRETLS").to(gateway))
                    .startsWith("550 5.7.30 ");
            assertThat(neighbour.hasArrivals()).isFalse();
        }
    }

    @Test
    void outOfTheSpoolNothingOfAMessageThatRequiresTlsGoesWithoutButTheSenderHears() throws Exception {
        try (var gateway = start(SPOOLED)) {
            var reference =
                    accepted(gateway, Letter.of("secretPlan", "bob@example.net").on("REQUIRETLS RET=FULL"));
            var notification = neighbour.arrival();
            assertThat(notification.from()).isEmpty();
            assertThat(notification.recipients()).containsExactly(TestGateway.ALICE);
            assertThat(notification.octets())
                    .contains("Action: failed", "Status: 5.7.30", reference)
                    .doesNotContain("secretPlan", "Hello.");
            awaitEnd(gateway, reference);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {RELAYED, SPOOLED})
    void whatRequiresTlsRequiresItOfAVerifiedNextHopAndOnTheWayBack(String acknowledge) throws Exception {
        var verified = Neighbour.verified(vertx).offers("SIZE", "DSN", "REQUIRETLS");
        try (var gateway = start(acknowledge, json -> json.getJsonObject("delivery")
                .put("routes", new JsonArray().add(verified.route())))) {
            var letter = Letter.of("secretPlan", "bob@example.net", RecordingHop.NOBODY + "@example.net");
            accepted(gateway, letter.on("REQUIRETLS RET=FULL"));
            assertThat(verified.arrival().commands().get(0))
                    .contains(" REQUIRETLS")
                    .endsWith(" RET=FULL");
            var notification = verified.arrival();
            assertThat(notification.commands().get(0))
                    .startsWith("MAIL FROM:<>")
                    .contains(" REQUIRETLS");
            assertThat(notification.octets()).contains("Subject: secretPlan").doesNotContain("Hello.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {RELAYED, SPOOLED})
    void whatIsToBeHeldGoesNoSoonerAndThenAtOnce(String acknowledge) throws Exception {
        try (var gateway = start(acknowledge)) {
            var before = Instant.now();
            var reference =
                    accepted(gateway, Letter.of("one", "bob@example.net").on("HOLDFOR=2"));
            var waiting = shown(gateway, reference).recipients().get(0);
            assertThat(waiting.state()).isEqualTo(State.WAITING);
            assertThat(waiting.due()).isAfterOrEqualTo(before.plusSeconds(2));
            assertThat(Duration.between(before, neighbour.arrival().at()))
                    .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(8));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {RELAYED, SPOOLED})
    void chunksArriveOctetForOctet(String acknowledge) throws Exception {
        try (var gateway = start(acknowledge)) {
            var octets = "From: alice@example.org\r\nSubject: chunks\r\n\r\n.dot\r\n.\r\n..\r\nMAIL FROM:<x>\r\n"
                    + "Gr\u00fc\u00dfe \u00ff\u0080\r\n\r\n" + "long line ".repeat(90) + "\r\n\t\r\n.\r\n";
            var letter = Letter.of("", "bob@example.net").on("BODY=8BITMIME").saying(octets);
            assertThat(letter.inChunks(gateway, 7)).startsWith("250 2.0.0 ");
            assertThat(neighbour.arrival().octets()).endsWith(octets);
            assertThat(letter.saying(octets.replace("chunks", "one")).inChunks(gateway, 100_000))
                    .startsWith("250 2.0.0 ");
            assertThat(neighbour.arrival().octets()).endsWith(octets.replace("chunks", "one"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {RELAYED, SPOOLED})
    void onlyATrustedNextHopIsToldWhoSubmitted(String acknowledge) throws Exception {
        var friend = new Neighbour(vertx).offers("SIZE", "AUTH PLAIN");
        neighbour.offers("SIZE", "AUTH PLAIN");
        try (var gateway = start(acknowledge, json -> json.getJsonObject("delivery")
                .put(
                        "routes",
                        new JsonArray()
                                .add(friend.route()
                                        .put("trusted", true)
                                        .put("recipientDomains", new JsonArray().add("friend.example")))
                                .add(neighbour.route())))) {
            var both = Letter.of("one", "bob@friend.example", "carol@example.net");
            accepted(gateway, both.on("AUTH=joe+2Bx@example.org"));
            assertThat(friend.arrival().commands().get(0)).endsWith(" AUTH=joe+2Bx@example.org");
            assertThat(neighbour.arrival().commands().get(0)).doesNotContain("AUTH=");
        }
    }
}
