package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.config.Workshop;
import io.vouchpost.oauth.TestIssuer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Log-ins by access tokens of an issuer that is a real HTTP server. */
@Timeout(60)
class TokenIT {
    @TempDir
    Path folder;

    private final KeyPair keys = Workshop.keyPair("RSA", 2048);

    @Test
    void tokensOpenTheDoorAndWrongOnesAreToldWhy() throws Exception {
        var vertx = Vertx.vertx();
        var issuer = new TestIssuer(vertx);
        issuer.publish(TestIssuer.jwk("one", keys.getPublic()));
        try (var gateway = start(issuer)) {
            var right = token(issuer, TestGateway.ALICE);
            try (var client = hello(gateway)) {
                assertThat(client.command("AUTH XOAUTH2 " + xoauth2(TestGateway.ALICE, right)))
                        .startsWith("235 2.7.0");
            }
            try (var client = hello(gateway)) {
                assertThat(client.command("AUTH OAUTHBEARER")).isEqualTo("334 ");
                assertThat(client.command(base64("n,a=alice@example.org,\1host=x\1auth=Bearer " + right + "\1\1")))
                        .startsWith("235 2.7.0");
            }
            try (var client = hello(gateway)) {
                assertThat(challenge(client.command("AUTH OAUTHBEARER " + base64("n,,\1auth=Bearer no.t.oken\1\1"))))
                        .isEqualTo(
                                new JsonObject().put("status", "invalid_token").put("scope", "mail.send"));
                assertThat(client.command("AQ==")).startsWith("535 5.7.8");
                assertThat(challenge(client.command("AUTH XOAUTH2 " + xoauth2(TestGateway.ALICE, "wrong")))
                                .getString("status"))
                        .isEqualTo("401");
                assertThat(client.command("")).startsWith("535 5.7.8");
            }
            try (var client = hello(gateway)) {
                assertThat(client.command("AUTH XOAUTH2 " + xoauth2("bob@example.org", right)))
                        .startsWith("535 5.7.8");
                assertThat(client.command("AUTH XOAUTH2 " + xoauth2("", token(issuer, "disabled@example.org"))))
                        .startsWith("525 5.7.13");
                assertThat(client.command("AUTH XOAUTH2 " + xoauth2("", token(issuer, "nobody@example.org"))))
                        .startsWith("334 ");
            }
            assertThat(gateway.audit().toString()).doesNotContain(right);
        }
        vertx.close();
    }

    @Test
    void whileTheIssuerIsDownTheClientIsToldToTryLater() throws Exception {
        var vertx = Vertx.vertx();
        var issuer = new TestIssuer(vertx);
        try (var gateway = start(issuer);
                var client = hello(gateway)) {
            assertThat(client.command("AUTH XOAUTH2 " + xoauth2(TestGateway.ALICE, token(issuer, TestGateway.ALICE))))
                    .startsWith("454 4.7.0");
        }
        vertx.close();
    }

    private TestGateway start(TestIssuer issuer) throws Exception {
        return TestGateway.start(folder, json -> json.getJsonObject("sasl")
                .put("mechanisms", new JsonArray().add("OAUTHBEARER").add("XOAUTH2"))
                .put(
                        "oauth",
                        new JsonObject()
                                .put("issuer", issuer.url(""))
                                .put("audience", "vouchpost")
                                .put("scope", "mail.send")
                                .put("keys", new JsonObject().put("url", issuer.url("/jwks")))));
    }

    private static SocketClient hello(TestGateway gateway) throws Exception {
        var client = SocketClient.tls(gateway.tlsPort());
        client.readReply();
        assertThat(client.command("EHLO client.example")).contains("AUTH OAUTHBEARER XOAUTH2");
        return client;
    }

    private String token(TestIssuer issuer, String email) {
        return TestIssuer.jwt(
                "RS256",
                "one",
                keys,
                new JsonObject()
                        .put("iss", issuer.url(""))
                        .put("aud", "vouchpost")
                        .put("scope", "mail.send")
                        .put("email", email)
                        .put("exp", Clock.systemUTC().instant().getEpochSecond() + 300));
    }

    private static JsonObject challenge(String reply) {
        assertThat(reply).startsWith("334 ");
        return new JsonObject(new String(Base64.getDecoder().decode(reply.substring(4)), StandardCharsets.UTF_8));
    }

    private static String xoauth2(String user, String token) {
        return base64("user=" + user + "\1auth=Bearer " + token + "\1\1");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
