package io.vouchpost.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vouchpost.config.RouteSettings.Proof;
import io.vouchpost.secret.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Asks authorization servers for access tokens (RFC 6749 §4.4, §6), over HTTP: an answer of a bounded size within a bounded
 * time, without redirections. Nothing it fails with has a secret in it, or words of the server that might.
 */
final class TokenEndpoint {
    private static final int LARGEST = 64 * 1024;

    private final HttpClient client;
    private final Duration patience;

    /**
     * @param patience for the connection, and as long again for the answer
     */
    TokenEndpoint(Vertx vertx, Duration patience) {
        this.patience = patience;
        client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout((int) patience.toMillis())
                .setDecompressionSupported(false));
    }

    /**
     * @param refreshToken what is to be shown; empty for the grant of client credentials
     */
    Future<TokenAnswer> ask(Proof.Token grant, Optional<Secret> refreshToken) {
        var options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(grant.endpoint().toString())
                .setFollowRedirects(false)
                .setTimeout(patience.toMillis())
                .putHeader("Accept", "application/json")
                .putHeader("Content-Type", "application/x-www-form-urlencoded");
        grant.clientSecret().ifPresent(secret -> options.putHeader("Authorization", basic(grant.clientId(), secret)));
        return client.request(options)
                .compose(request -> request.send(form(grant, refreshToken)).compose(TokenEndpoint::read))
                .timeout(2 * patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    Future<Void> close() {
        return client.close();
    }

    private static Buffer form(Proof.Token grant, Optional<Secret> refreshToken) {
        var form = new StringBuilder("grant_type=")
                .append(refreshToken.isPresent() ? "refresh_token" : "client_credentials");
        refreshToken.ifPresent(token -> form.append("&refresh_token=").append(encoded(token.reveal())));
        grant.scope().ifPresent(scope -> form.append("&scope=").append(encoded(scope)));
        if (grant.clientSecret().isEmpty()) { // RFC 6749 §3.2.1: who does not log in says who it is
            form.append("&client_id=").append(encoded(grant.clientId()));
        }
        return Buffer.buffer(form.toString());
    }

    /** RFC 6749 §2.3.1: both are encoded before they are joined. */
    private static String basic(String clientId, Secret secret) {
        var pair = encoded(clientId) + ":" + encoded(secret.reveal());
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Future<TokenAnswer> read(HttpClientResponse response) {
        var whole = Promise.<Buffer>promise();
        response.exceptionHandler(whole::tryFail);
        var body = Buffer.buffer();
        response.handler(part -> {
            if (body.length() + part.length() > LARGEST) {
                whole.tryFail("an answer of more than " + LARGEST + " octets");
                response.request().reset();
            } else {
                body.appendBuffer(part);
            }
        });
        response.endHandler(end -> whole.tryComplete(body));
        return whole.future().compose(octets -> TokenAnswer.of(response.statusCode(), json(octets)));
    }

    /** Empty for what is no JSON object; what it is instead may be anything, and is not quoted. */
    private static JsonObject json(Buffer body) {
        try {
            return new JsonObject(body);
        } catch (DecodeException | ClassCastException e) {
            return new JsonObject();
        }
    }
}
