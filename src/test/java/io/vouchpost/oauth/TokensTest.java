package io.vouchpost.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.config.OauthSettings;
import io.vouchpost.config.OauthSettings.Introspection;
import io.vouchpost.config.OauthSettings.JwksFile;
import io.vouchpost.config.OauthSettings.JwksUrl;
import io.vouchpost.config.OauthSettings.PemFile;
import io.vouchpost.config.Workshop;
import io.vouchpost.secret.Secret;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real tokens of an issuer on a real HTTP server, right ones and all kinds of wrong ones. */
class TokensTest extends TokensScene {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "RS256, RSA, 2048",
        "RS384, RSA, 2048",
        "RS512, RSA, 2048",
        "PS256, RSA, 2048",
        "PS512, RSA, 2048",
        "ES256, EC, 256",
        "ES384, EC, 384",
        "ES512, EC, 521"
    })
    void signaturesOfPublicKeysAreTaken(String algorithm, String type, int bits) {
        var keys = Workshop.keyPair(type, bits);
        issuer.publish(TestIssuer.jwk("one", keys.getPublic()));
        openByUrl();

        assertThat(find(TestIssuer.jwt(algorithm, "one", keys, claims()))).isEqualTo(ALICE);
        assertThat(find(TestIssuer.jwt(algorithm, "one", Workshop.keyPair(type, bits), claims())))
                .isInstanceOf(Finding.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC 256 ES256", "RSA 2048 PS384"})
    void aPemFileServesAsWell(String key) throws Exception {
        var words = key.split(" ");
        var keys = Workshop.keyPair(words[0], Integer.parseInt(words[1]));
        var file = Files.writeString(
                folder.resolve("key.pem"),
                Workshop.pem("PUBLIC KEY", keys.getPublic().getEncoded()));
        open(settings(Optional.of(new PemFile(file)), Optional.empty()));

        assertThat(find(TestIssuer.jwt(words[2], "any", keys, claims()))).isEqualTo(ALICE);
        assertThat(find(TestIssuer.jwt(
                        words[2], "any", Workshop.keyPair(words[0], Integer.parseInt(words[1])), claims())))
                .isInstanceOf(Finding.Refused.class);
    }

    @Test
    void aFileWithAJwkSetServesAsWell() throws Exception {
        var set = new JsonObject().put("keys", new JsonArray().add(TestIssuer.jwk("one", rsa.getPublic())));
        var file = Files.writeString(folder.resolve("jwks.json"), set.encode());
        open(settings(Optional.of(new JwksFile(file)), Optional.empty()));

        assertThat(find(right())).isEqualTo(ALICE);
    }

    @Test
    void whatATokenSaysMustFit() {
        publishAndOpen();
        assertThat(find(signed(claims().put("aud", new JsonArray().add("other").add("vouchpost")))))
                .isEqualTo(ALICE);
        assertThat(find(signed(claims().put("scp", "a mail.send b")))).isEqualTo(ALICE);
        assertThat(find(signed(claims().put("nbf", now() + 30))))
                .as("clocks differ")
                .isEqualTo(ALICE);
        assertThat(find(signed(claims().put("exp", now() - 30))))
                .as("clocks differ")
                .isEqualTo(ALICE);

        assertThat(find(signed(claims().put("exp", now() - 60)))).isEqualTo(new Finding.Refused("expired"));
        assertThat(find(signed(claims().put("nbf", now() + 61)))).isEqualTo(new Finding.Refused("not valid yet"));
        assertThat(find(signed(claims().put("nbf", "soon")))).isInstanceOf(Finding.Refused.class);
        assertThat(find(signed(without("exp")))).isEqualTo(new Finding.Refused("without an end"));
        assertThat(find(signed(claims().put("exp", "never")))).isInstanceOf(Finding.Refused.class);
        assertThat(find(signed(claims().put("iss", issuer.url("") + "x"))))
                .isEqualTo(new Finding.Refused("another issuer"));
        assertThat(find(signed(without("iss")))).isEqualTo(new Finding.Refused("another issuer"));
        assertThat(find(signed(claims().put("aud", "other")))).isEqualTo(new Finding.Refused("for another audience"));
        assertThat(find(signed(claims().put("aud", new JsonArray().add(5)))))
                .isEqualTo(new Finding.Refused("for another audience"));
        assertThat(find(signed(without("aud")))).isEqualTo(new Finding.Refused("for another audience"));
        assertThat(find(signed(without("email")))).isEqualTo(new Finding.Refused("without the claim email"));
        assertThat(find(signed(claims().put("email", " ")))).isEqualTo(new Finding.Refused("without the claim email"));
        assertThat(find(signed(claims().put("email", new JsonArray()))))
                .isEqualTo(new Finding.Refused("without the claim email"));
        assertThat(find(signed(claims().put("email_verified", false)))).isInstanceOf(Finding.Refused.class);
    }

    @Test
    void aScopeIsLookedForWhereOneIsConfigured() {
        issuer.publish(TestIssuer.jwk("one", rsa.getPublic()));
        open(new OauthSettings(
                Optional.of(issuer.url("")),
                Optional.of("vouchpost"),
                "sub",
                Optional.of("mail.send"),
                Optional.empty(),
                Optional.of(new JwksUrl(issuer.uri("/jwks"))),
                Optional.empty()));

        assertThat(find(signed(claims()))).isEqualTo(new Finding.Refused("without the scope"));
        assertThat(find(signed(claims().put("scope", "mail.sender")))).isInstanceOf(Finding.Refused.class);
        assertThat(find(signed(claims().put("scope", "openid mail.send")))).isEqualTo(new Finding.Holder("4711"));
        assertThat(find(signed(claims().put("scp", new JsonArray().add("mail.send")))))
                .isEqualTo(new Finding.Holder("4711"));
    }

    @Test
    void noneAndSymmetricSignaturesAreRefused() {
        publishAndOpen();
        var header = TestIssuer.part(new JsonObject().put("alg", "none"));
        assertThat(find(header + "." + TestIssuer.part(claims()) + ".")).isInstanceOf(Finding.Refused.class);
        assertThat(find(header + "." + TestIssuer.part(claims()))).isInstanceOf(Finding.Refused.class);
        for (var secret : List.of(
                rsa.getPublic().getEncoded(),
                Workshop.pem("PUBLIC KEY", rsa.getPublic().getEncoded())
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                new byte[] {1})) {
            assertThat(find(TestIssuer.hmac("HS256", "one", secret, claims())))
                    .as("the public key as an HMAC key")
                    .isInstanceOf(Finding.Refused.class);
            assertThat(find(TestIssuer.hmac("RS256", "one", secret, claims()))).isInstanceOf(Finding.Refused.class);
        }
        assertThat(find(TestIssuer.jwt(
                        "RS256", "one", rsa, claims(), new JsonObject().put("crit", new JsonArray().add("b64")))))
                .isInstanceOf(Finding.Refused.class);
        assertThat(find(right())).isEqualTo(ALICE);
    }

    @Test
    void keysThatAreNotForSignaturesOrTooShortAreNotTaken() {
        var symmetric = new JsonObject()
                .put("kty", "oct")
                .put("kid", "s")
                .put("alg", "HS256")
                .put("k", "c2VjcmV0");
        var encryption = TestIssuer.jwk("e", rsa.getPublic()).put("use", "enc");
        var shorter = Workshop.keyPair("RSA", 1024);
        issuer.publish(symmetric, encryption, TestIssuer.jwk("short", shorter.getPublic()), new JsonObject());
        openByUrl();

        assertThat(find(TestIssuer.hmac(
                        "HS256", "s", "secret".getBytes(java.nio.charset.StandardCharsets.US_ASCII), claims())))
                .isInstanceOf(Finding.Refused.class);
        assertThat(find(TestIssuer.jwt("RS256", "short", shorter, claims()))).isInstanceOf(Finding.Outage.class);
        assertThat(find(right())).isEqualTo(new Finding.Outage("keys of the issuer: none among them that can be used"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "a.b.c",
                "..",
                "e30.e30.e30",
                "eyJhbGciOjV9.e30.AAAA",
                "eyJhbGciOiJSUzI1NiJ9.e30.*",
                "eyJhbGciOiJSUzI1NiJ9.bnVsbA.AAAA",
                "eyJhbGciOiJFUzI1NiJ9.e30.AAAA",
                "bnVsbA.bnVsbA.bnVsbA"
            })
    void whatIsNoTokenIsRefused(String text) {
        publishAndOpen();
        assertThat(find(text)).isInstanceOf(Finding.Refused.class);
    }

    @Test
    void tokensAreBounded() {
        publishAndOpen();
        assertThat(find("t".repeat(8 * 1024 + 1))).isInstanceOf(Finding.Refused.class);
        assertThat(find("")).isInstanceOf(Finding.Refused.class);
    }

    @Test
    void theIssuerIsAskedAboutATokenAndRememberedForAMinuteAtMost() {
        issuer.answer("/introspect", 200, claims().put("active", true).encode());
        open(settings(Optional.empty(), Optional.of(endpoint())));

        assertThat(find("opaque+token/=")).isEqualTo(ALICE);
        assertThat(issuer.said("/introspect")).isEqualTo("token=opaque%2Btoken%2F%3D&token_type_hint=access_token");
        assertThat(issuer.authorization("/introspect"))
                .isEqualTo("Basic dm91Y2hwb3N0OnMlM0FjcmV0"); // vouchpost:s%3Acret
        find("opaque+token/=");
        assertThat(issuer.asked("/introspect")).isEqualTo(1);

        clock.advance(Duration.ofMinutes(10));
        assertThat(find("opaque+token/=")).as("remembered, and over").isEqualTo(new Finding.Refused("expired"));
    }

    @Test
    void whatTheIssuerSaysOfATokenMustFitToo() {
        open(settings(Optional.empty(), Optional.of(endpoint())));
        issuer.answer("/introspect", 200, "{\"active\": false}");
        assertThat(find("revoked")).isEqualTo(new Finding.Refused("not active"));
        issuer.answer("/introspect", 200, claims().put("active", "true").encode());
        assertThat(find("text")).isEqualTo(new Finding.Refused("not active"));
        issuer.answer(
                "/introspect",
                200,
                claims().put("active", true).put("aud", "other").encode());
        assertThat(find("another")).isEqualTo(new Finding.Refused("for another audience"));
        issuer.answer("/introspect", 200, without("exp").put("active", true).encode());
        assertThat(find("endless")).isEqualTo(ALICE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"401|{}", "500|oops", "302|", "200|", "200|[]", "200|null", "200|{"})
    void anAnswerThatIsNoneIsAnOutage(int status, String body) {
        issuer.answer("/introspect", status, body == null ? "" : body);
        open(settings(Optional.empty(), Optional.of(endpoint())));
        assertThat(find("opaque")).isInstanceOf(Finding.Outage.class);
    }

    @Test
    void anAnswerWithoutEndIsAnOutage() {
        issuer.answer("/introspect", 200, " ".repeat(300 * 1024) + "{\"active\": true}");
        open(settings(Optional.empty(), Optional.of(endpoint())));
        assertThat(find("opaque")).isInstanceOf(Finding.Outage.class);
    }

    @Test
    void whereNobodyListensItIsAnOutage() {
        issuer.close();
        open(settings(Optional.empty(), Optional.of(endpoint())));
        assertThat(find("opaque")).isInstanceOf(Finding.Outage.class);
        tokens = Optional.empty();
        openByUrl();
        assertThat(find(right())).isInstanceOf(Finding.Outage.class);
    }

    @Test
    void withBothAJwtGoesByTheKeysAndTheRestIsAsked() {
        issuer.publish(TestIssuer.jwk("one", rsa.getPublic()));
        issuer.answer(
                "/introspect",
                200,
                claims().put("active", true).put("email", "bob@example.org").encode());
        open(settings(Optional.of(new JwksUrl(issuer.uri("/jwks"))), Optional.of(endpoint())));

        assertThat(find(right())).isEqualTo(ALICE);
        assertThat(find("opaque")).isEqualTo(new Finding.Holder("bob@example.org"));
        assertThat(find(TestIssuer.jwt("RS256", "one", Workshop.keyPair("RSA", 2048), claims())))
                .isInstanceOf(Finding.Refused.class);
    }

    private Introspection endpoint() {
        return new Introspection(URI.create(issuer.url("/introspect")), "vouchpost", Secret.ofText("s:cret"));
    }

    private JsonObject without(String claim) {
        var claims = claims();
        claims.remove(claim);
        return claims;
    }
}
