package io.vouchpost.oauth;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.config.OauthSettings;
import io.vouchpost.config.OauthSettings.JwksUrl;
import io.vouchpost.config.Workshop;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** For how long the keys of an issuer are known: while it is down, when they change, and when the configuration is read anew. */
class KnownKeysTest extends TokensScene {
    @Test
    void whileTheIssuerIsDownNobodyCanTellAndThenItCan() {
        issuer.answer("/jwks", 503, "");
        openByUrl();
        assertThat(find(right())).isEqualTo(new Finding.Outage("keys of the issuer: HTTP status 503"));

        issuer.publish(TestIssuer.jwk("one", rsa.getPublic()));
        assertThat(find(right())).as("not asked again at once").isInstanceOf(Finding.Outage.class);
        clock.advance(Duration.ofSeconds(10));
        assertThat(find(right())).isEqualTo(ALICE);

        issuer.answer("/jwks", 503, "");
        clock.advance(Duration.ofMinutes(20));
        assertThat(find(right())).as("known keys stay in force").isEqualTo(ALICE);
        assertThat(find(TestIssuer.jwt("RS256", "new", Workshop.keyPair("RSA", 2048), claims())))
                .isInstanceOf(Finding.Refused.class);
    }

    @Test
    void otherSettingsOfTheSameIssuerGoOnWithTheKeysThatAreKnown() {
        publishAndOpen();
        assertThat(find(right())).isEqualTo(ALICE);
        issuer.answer("/jwks", 503, "");
        reopen(settings(issuer.url(""), "sub", "/jwks"));
        assertThat(find(right())).isEqualTo(new Finding.Holder("4711"));
        assertThat(find(TestIssuer.jwt("RS256", "one", Workshop.keyPair("RSA", 2048), claims())))
                .isInstanceOf(Finding.Refused.class);

        var next = Workshop.keyPair("EC", 256);
        issuer.publish(TestIssuer.jwk("two", next.getPublic()));
        reopen(settings(issuer.url(""), "email", "/jwks"));
        assertThat(find(TestIssuer.jwt("ES256", "two", next, claims())))
                .as("they are read anew at once")
                .isEqualTo(ALICE);
        assertThat(find(right())).as("the old one is not among them").isInstanceOf(Finding.Refused.class);
    }

    @Test
    void keysOfAnotherIssuerOrAddressAreForgotten() {
        publishAndOpen();
        assertThat(find(right())).isEqualTo(ALICE);
        issuer.answer("/jwks", 503, "");
        reopen(settings("https://other.example", "email", "/jwks"));
        assertThat(find(right())).isInstanceOf(Finding.Outage.class);

        publishAndOpen();
        assertThat(find(right())).isEqualTo(ALICE);
        reopen(settings(issuer.url(""), "email", "/elsewhere"));
        assertThat(find(right())).isInstanceOf(Finding.Outage.class);
    }

    @Test
    void anUnknownKeyIsLookedForButNotForEachToken() {
        publishAndOpen();
        assertThat(find(right())).isEqualTo(ALICE);
        assertThat(issuer.asked("/jwks")).isEqualTo(1);
        var next = Workshop.keyPair("EC", 256);
        issuer.publish(TestIssuer.jwk("two", next.getPublic()));
        clock.advance(Duration.ofSeconds(10));

        assertThat(find(TestIssuer.jwt("ES256", "two", next, claims()))).isEqualTo(ALICE);
        assertThat(issuer.asked("/jwks")).isEqualTo(2);
        for (int i = 0; i < 5; i++) {
            assertThat(find(TestIssuer.jwt("ES256", "forged" + i, next, claims())))
                    .isInstanceOf(Finding.Refused.class);
        }
        assertThat(issuer.asked("/jwks")).isEqualTo(2);
    }

    /** As when the configuration is read anew. */
    private void reopen(OauthSettings settings) {
        var before = tokens;
        tokens = Optional.of(Tokens.open(vertx, settings, clock, before));
        before.ifPresent(old -> await(old.close()));
    }

    private OauthSettings settings(String name, String claim, String keys) {
        return new OauthSettings(
                Optional.of(name),
                Optional.of("vouchpost"),
                claim,
                Optional.empty(),
                Optional.empty(),
                Optional.of(new JwksUrl(issuer.uri(keys))),
                Optional.empty());
    }
}
