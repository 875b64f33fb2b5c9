package io.vouchpost.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vouchpost.secret.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PseudonymsTest {
    private final Pseudonyms pseudonyms = Pseudonyms.of(Optional.of(Secret.ofText("a key")));

    private String p(String name) {
        return pseudonyms.of(name);
    }

    private JsonObject hidden(String field, String text) {
        return pseudonyms.hide(new JsonObject()
                .put("account", "alice")
                .put("client", "192.0.2.7")
                .put(field, text));
    }

    @Test
    void theSameHasTheSameHoweverItIsWrittenAndAnotherKeyMakesAnother() {
        assertThat(p("alice@example.org")).matches("p:[0-9a-hjkmnp-tv-z]{16}");
        assertThat(p("Alice@Example.ORG")).isEqualTo(p("alice@example.org")).isEqualTo(p("<alice@example.org>"));
        assertThat(p("2001:DB8:0:0::7")).isEqualTo(p("2001:db8::7"));
        assertThat(p("::ffff:192.0.2.7")).isEqualTo(p("192.0.2.7"));
        assertThat(p("bob@example.org")).isNotEqualTo(p("alice@example.org"));
        assertThat(Pseudonyms.of(Optional.of(Secret.ofText("another"))).of("alice"))
                .isNotEqualTo(p("alice"));
        assertThat(p(p("alice"))).isEqualTo(p("alice"));
        assertThat(p("<>")).isEqualTo("<>");
        assertThat(Pseudonyms.none().of("alice")).isEqualTo("alice");
    }

    @Test
    void whatItIsMadeOfIsKnown() {
        // printf alice | openssl dgst -sha256 -hmac 'a key', its first 80 bits in Crockford's base 32
        assertThat(p("Alice")).isEqualTo(EXPECTED);
    }

    private static final String EXPECTED = "p:v113mwk11b2kqk4b";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "550 <bob@example.net>: no such user | bob@example.net",
                "mail from BOB@example.net, or so | BOB@example.net",
                "vouchpost account identity add 'o'neil@example.org' | o'neil@example.org",
                "to \"John Doe\"@example.org. | \"John Doe\"@example.org",
                "müller@bücher.example is not | müller@bücher.example",
                "at user@[192.0.2.9] there | user@[192.0.2.9]",
                "51 failed log-ins from 198.51.100.4. | 198.51.100.4",
                "of 198.51.100.0/24 in all | 198.51.100.0/24",
                "[IPv6:2001:db8::9] | 2001:db8::9",
                "from 2001:db8:0:1::/64: too many | 2001:db8:0:1::/64",
                "failed log-ins of Alice: 3 | Alice",
                "alice asks to act as mallory | mallory",
                "leave it empty; or vouchpost account permission add alice act-as mallory | mallory",
                "act-as mallory (role services) | mallory",
                "MAIL FROM bob@example.net by team, as whom robot acts | robot"
            })
    void inSentencesAddressesAndTheNamesOfTheEventAreReplaced(String sentence, String name) {
        var seen = hidden("seen", sentence).getString("seen");
        assertThat(seen).doesNotContainIgnoringCase(name).contains(p(name));
    }

    @Test
    void whomSomebodyAsksToActAsIsHiddenInTheRemedyAsWell() {
        var hidden = pseudonyms.hide(new JsonObject()
                .put("account", "alice")
                .put("seen", "alice asks to act as mallory, and may; but there is no such account")
                .put("remedy", "vouchpost account show mallory"));
        assertThat(hidden.encode()).doesNotContain("mallory", "alice");
        assertThat(hidden.getString("remedy")).isEqualTo("vouchpost account show " + p("mallory"));
    }

    @ParameterizedTest
    @CsvSource({
        "*@example.org (role staff)",
        "act-as * (role services)",
        "act-as *@*.example.org (permission)",
        "12:30:45 5.7.1 TLSv1.3",
        "malice and alices are other words",
        "vouchpost account enable",
        "a message of 12345 octets"
    })
    void whatIsNobodysAddressStays(String sentence) {
        assertThat(hidden("seen", sentence).getString("seen")).isEqualTo(sentence);
    }

    @Test
    void noFieldOfAnyEventTellsWhoItWas() {
        var refusal = new Event.Refusal(
                "S1-1",
                "553 5.7.1 bob@example.net is not yours",
                "policy.sender",
                "MAIL FROM bob@example.net; identities of alice: alice@example.org, *@example.com",
                "vouchpost account identity add alice bob@example.net",
                List.of("alice@example.org (own)", "bob@example.net (delegated to alice)"));
        var now = Instant.parse("2026-11-21T12:00:00Z");
        var origin = new Event.Origin("S1", "192.0.2.7", "", "");
        for (var event : List.<Event>of(
                new Event.Login(
                        now, origin, "PLAIN", "alice", "bob@example.net", "", "", "[192.0.2.7]", Optional.of(refusal)),
                new Event.Submission(
                        now,
                        origin,
                        "PLAIN",
                        "alice",
                        "",
                        "alice@example.org",
                        "S1-2",
                        "alice@example.org",
                        1,
                        1,
                        "posted",
                        "hop: 250 <bob@example.net>",
                        "250 ok"),
                new Event.Delivery(now, "S1-2", "alice", "bob@example.net", "failed", "hop", "550 bob@example.net?"),
                new Event.Refused(now, origin, "PLAIN", "alice", "MAIL", Optional.of(refusal)),
                new Event.Reported(now, origin, "PLAIN", "alice", "MAIL", refusal),
                new Event.Alarm(
                        now, "breaker", "alice", "192.0.2.0/24", "alice sends from 192.0.2.7", Optional.empty()))) {
            assertThat(pseudonyms.hide(EventJson.encode(event)).encode())
                    .doesNotContain("alice")
                    .doesNotContain("bob@")
                    .doesNotContain("192.0.2.");
        }
    }

    @Test
    void whoKnowsTheAddressFindsItsEvents() {
        var filter = new FilterReader(pseudonyms, java.time.Clock.systemUTC())
                .read(
                        name -> Optional.ofNullable(java.util.Map.of("account", "ALICE", "client", "192.0.2.7")
                                .get(name)),
                        10);
        assertThat(filter.matches(pseudonyms.hide(EventJson.encode(Events.login()))))
                .isTrue();
    }
}
