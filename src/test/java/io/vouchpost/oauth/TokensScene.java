package io.vouchpost.oauth;

import static io.vouchpost.database.TestDatabase.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vouchpost.TurnedClock;
import io.vouchpost.config.OauthSettings;
import io.vouchpost.config.OauthSettings.Introspection;
import io.vouchpost.config.OauthSettings.JwksUrl;
import io.vouchpost.config.OauthSettings.Keys;
import io.vouchpost.config.Workshop;
import io.vouchpost.secret.Secret;
import java.security.KeyPair;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** An issuer on a real HTTP server, and who finds out about its tokens. */
abstract class TokensScene {
    static final Finding ALICE = new Finding.Holder("alice@example.org");

    final Vertx vertx = Vertx.vertx();
    final TurnedClock clock = new TurnedClock();
    final TestIssuer issuer = new TestIssuer(vertx);
    final KeyPair rsa = Workshop.keyPair("RSA", 2048);
    Optional<Tokens> tokens = Optional.empty();

    @AfterEach
    void tearDown() {
        tokens.ifPresent(open -> await(open.close()));
        await(vertx.close());
    }

    void publishAndOpen() {
        issuer.publish(TestIssuer.jwk("one", rsa.getPublic()));
        openByUrl();
    }

    void openByUrl() {
        open(settings(Optional.of(new JwksUrl(issuer.uri("/jwks"))), Optional.empty()));
    }

    void open(OauthSettings settings) {
        tokens = Optional.of(Tokens.open(vertx, settings, clock, Optional.empty()));
    }

    OauthSettings settings(Optional<Keys> keys, Optional<Introspection> introspection) {
        return new OauthSettings(
                Optional.of(issuer.url("")),
                Optional.of("vouchpost"),
                "email",
                Optional.empty(),
                Optional.empty(),
                keys,
                introspection);
    }

    JsonObject claims() {
        return new JsonObject()
                .put("iss", issuer.url(""))
                .put("aud", "vouchpost")
                .put("sub", "4711")
                .put("email", "alice@example.org")
                .put("exp", now() + 300);
    }

    long now() {
        return clock.instant().getEpochSecond();
    }

    String right() {
        return signed(claims());
    }

    String signed(JsonObject claims) {
        return TestIssuer.jwt("RS256", "one", rsa, claims);
    }

    Finding find(String token) {
        return await(tokens.orElseThrow().find(Secret.ofText(token)));
    }
}
