package io.vouchpost.verticle;

import static io.vouchpost.verticle.LiveSasl.base64;
import static io.vouchpost.verticle.LiveSasl.decoded;
import static io.vouchpost.verticle.LiveSasl.hello;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.config.Workshop;
import io.vouchpost.oauth.TestIssuer;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/** What clients notice of settings of access tokens. */
final class LiveOauth {
    private final KeyPair one = Workshop.keyPair("RSA", 2048);
    private final KeyPair two = Workshop.keyPair("RSA", 2048);
    private final Workshop workshop;
    private final TestIssuer issuer;

    LiveOauth(Path folder, TestIssuer issuer) {
        this.workshop = new Workshop(folder);
        this.issuer = issuer;
    }

    /** Tokens that are JWTs by the first key, and others by asking. */
    Consumer<JsonObject> configuration() {
        jwks("one.json", one);
        jwks("two.json", two);
        workshop.write("one.pem", Workshop.pem("PUBLIC KEY", one.getPublic().getEncoded()));
        workshop.write("two.pem", Workshop.pem("PUBLIC KEY", two.getPublic().getEncoded()));
        issuer.publish(TestIssuer.jwk("one", one.getPublic()));
        issuer.answer(
                "/none",
                200,
                new JsonObject()
                        .put("keys", new JsonArray().add(TestIssuer.jwk("one", two.getPublic())))
                        .encode());
        issuer.answer("/active", 200, claims().put("active", true).encode());
        issuer.answer("/inactive", 200, "{\"active\": false}");
        return LiveCase.put(
                "sasl.oauth",
                new JsonObject()
                        .put("issuer", "https://issuer.example")
                        .put("audience", "vouchpost")
                        .put("scope", "mail.send")
                        .put("keys", new JsonObject().put("file", path("one.json")))
                        .put(
                                "introspection",
                                new JsonObject()
                                        .put("url", issuer.url("/active"))
                                        .put("clientId", "gateway")
                                        .put("clientSecret", "first secret")));
    }

    List<LiveCase> cases() {
        return List.of(
                LiveCase.of("sasl.oauth.issuer", "https://other.example", this::token, "235", "334"),
                LiveCase.of("sasl.oauth.audience", "other", this::token, "235", "334"),
                LiveCase.of("sasl.oauth.claim", "preferred_username", this::token, "235", "334"),
                LiveCase.of("sasl.oauth.scope", "other", this::token, "235", "334"),
                LiveCase.of(
                        "sasl.oauth.discovery",
                        "https://issuer.example/d",
                        LiveOauth::discovery,
                        "none",
                        "https://issuer.example/d"),
                LiveCase.of("sasl.oauth.keys.file", path("two.json"), this::token, "235", "334"),
                LiveCase.of("sasl.oauth.keys.pem", path("two.pem"), this::token, "235", "334")
                        .with("sasl.oauth.keys", new JsonObject().put("pem", path("one.pem"))),
                LiveCase.of("sasl.oauth.keys.url", issuer.url("/none"), this::token, "235", "334")
                        .with("sasl.oauth.keys", new JsonObject().put("url", issuer.url("/jwks"))),
                LiveCase.of(
                        "sasl.oauth.introspection.url",
                        issuer.url("/inactive"),
                        gateway -> xoauth2(gateway, "opaque"),
                        "235",
                        "334"),
                LiveCase.of(
                        "sasl.oauth.introspection.clientId",
                        "another",
                        this::asker,
                        "gateway:first secret",
                        "another:first secret"),
                LiveCase.of(
                        "sasl.oauth.introspection.clientSecret",
                        "second secret",
                        this::asker,
                        "gateway:first secret",
                        "gateway:second secret"));
    }

    private String path(String name) {
        return workshop.folder.resolve(name).toString();
    }

    private void jwks(String name, KeyPair keys) {
        workshop.write(
                name,
                new JsonObject()
                        .put("keys", new JsonArray().add(TestIssuer.jwk("one", keys.getPublic())))
                        .encode());
    }

    private static JsonObject claims() {
        return new JsonObject()
                .put("iss", "https://issuer.example")
                .put("aud", "vouchpost")
                .put("scope", "mail.send")
                .put("email", TestGateway.ALICE)
                .put("exp", Clock.systemUTC().instant().getEpochSecond() + 600);
    }

    private String token(TestGateway gateway) throws Exception {
        return xoauth2(gateway, TestIssuer.jwt("RS256", "one", one, claims()));
    }

    /** What the issuer is shown of us. */
    private String asker(TestGateway gateway) throws Exception {
        xoauth2(gateway, "opaque" + System.nanoTime());
        return decoded(issuer.authorization("/active").substring("Basic ".length()))
                .replace("+", " ")
                .replace("%20", " ");
    }

    private static String xoauth2(TestGateway gateway, String token) throws Exception {
        try (var client = hello(gateway)) {
            return client.command(
                            "AUTH XOAUTH2 " + base64("user=" + TestGateway.ALICE + "\1auth=Bearer " + token + "\1\1"))
                    .substring(0, 3);
        }
    }

    private static String discovery(TestGateway gateway) throws Exception {
        try (var client = hello(gateway)) {
            var challenge = client.command("AUTH OAUTHBEARER " + base64("n,,\1auth=Bearer no.t.oken\1\1"));
            return new JsonObject(decoded(challenge.substring(4))).getString("openid-configuration", "none");
        }
    }
}
