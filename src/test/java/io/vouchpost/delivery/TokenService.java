package io.vouchpost.delivery;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vouchpost.config.RouteSettings.Proof;
import io.vouchpost.config.Workshop;
import io.vouchpost.oauth.TestIssuer;
import io.vouchpost.secret.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * An authorization server: a token endpoint on a real HTTP server, for both grants, which gives JWTs signed by RS256; and
 * what a mail server of the same house checks of them.
 */
final class TokenService implements AutoCloseable {
    static final String USER = "gateway@example.org";
    static final String AUDIENCE = "https://smtp.example";
    static final String CLIENT = "vouch post";
    static final String SECRET = "s3cret/of:the client";

    private static final KeyPair KEYS = Workshop.keyPair("RSA", 2048);

    private final Clock clock;
    private final HttpServer server;
    /** The JWTs given, by number. */
    final List<String> given = new CopyOnWriteArrayList<>();
    /** The forms that were sent. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    final List<String> authorizations = new CopyOnWriteArrayList<>();
    final Set<String> revoked = ConcurrentHashMap.newKeySet();

    volatile KeyPair keys = KEYS;
    volatile String audience = AUDIENCE;
    volatile Duration lifetime = Duration.ofHours(1);
    volatile Object expiresIn = 3600;
    volatile boolean rotates;
    volatile String refreshToken = "refresh-0";
    /** In place of a token: a status and a body. */
    volatile Optional<String> trouble = Optional.empty();

    volatile boolean silent;

    TokenService(Vertx vertx, Clock clock) throws Exception {
        this.clock = clock;
        this.server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> answer(request, body.toString())));
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/token");
    }

    Proof.Token clientCredentials() {
        return new Proof.Token(
                endpoint(), CLIENT, Optional.of(Secret.ofText(SECRET)), Optional.empty(), Optional.of("mail send"));
    }

    Proof.Token refreshToken() {
        return new Proof.Token(
                endpoint(), CLIENT, Optional.empty(), Optional.of(Secret.ofText("refresh-0")), Optional.empty());
    }

    private void answer(HttpServerRequest request, String form) {
        asked.add(form);
        authorizations.add(String.valueOf(request.getHeader("Authorization")));
        if (silent) {
            return;
        }
        var response = request.response().putHeader("Location", "/elsewhere");
        if (trouble.isPresent()) {
            response.setStatusCode(Integer.parseInt(trouble.get().substring(0, 3)))
                    .end(trouble.get().substring(4));
        } else if (!isGranted(request, form)) {
            response.setStatusCode(400).end("{\"error\": \"invalid_grant\"}");
        } else {
            response.putHeader("Content-Type", "application/json").end(granted().encode());
        }
    }

    private boolean isGranted(HttpServerRequest request, String form) {
        return form.startsWith("grant_type=refresh_token")
                ? form.contains("&refresh_token=" + refreshToken) && form.contains("client_id=vouch+post")
                : form.startsWith("grant_type=client_credentials") && request.getHeader("Authorization") != null;
    }

    private JsonObject granted() {
        var claims = new JsonObject()
                .put("aud", audience)
                .put("upn", USER)
                .put("jti", given.size())
                .put("exp", clock.instant().plus(lifetime).getEpochSecond());
        given.add(TestIssuer.jwt("RS256", "one", keys, claims));
        var answer = new JsonObject()
                .put("access_token", given.get(given.size() - 1))
                .put("token_type", "Bearer")
                .put("expires_in", expiresIn);
        if (rotates) {
            refreshToken = "refresh-" + given.size();
            answer.put("refresh_token", refreshToken);
        }
        return answer;
    }

    /** What the mail server looks at: signature, expiry, audience, and whether it was revoked. */
    boolean isValid(String jwt) {
        var parts = jwt.split("\\.");
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(KEYS.getPublic());
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            var claims = decoded(parts[1]);
            return decoded(parts[0]).getString("alg").equals("RS256")
                    && signature.verify(Base64.getUrlDecoder().decode(parts[2]))
                    && claims.getLong("exp") > clock.instant().getEpochSecond()
                    && claims.getString("aud").equals(AUDIENCE)
                    && claims.getString("upn").equals(USER)
                    && !revoked.contains(jwt);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonObject decoded(String part) {
        return new JsonObject(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws Exception {
        server.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
