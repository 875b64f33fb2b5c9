package io.vouchpost.oauth;

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
import java.net.URI;
import java.util.concurrent.TimeUnit;

/** Speaks HTTP with an issuer: JSON of a bounded size within a bounded time, without redirections. */
final class Issuer {
    private static final int LARGEST = 256 * 1024;
    private static final int PATIENCE_SECONDS = 5;

    private final HttpClient client;

    Issuer(Vertx vertx) {
        client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS))
                .setDecompressionSupported(false));
    }

    Future<JsonObject> get(URI url) {
        return ask(options(url, HttpMethod.GET), Buffer.buffer());
    }

    /**
     * @param authorization of the gateway
     */
    Future<JsonObject> post(URI url, String authorization, Buffer form) {
        return ask(
                options(url, HttpMethod.POST)
                        .putHeader("Authorization", authorization)
                        .putHeader("Content-Type", "application/x-www-form-urlencoded"),
                form);
    }

    Future<Void> close() {
        return client.close();
    }

    private static RequestOptions options(URI url, HttpMethod method) {
        return new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(url.toString())
                .setFollowRedirects(false)
                .setTimeout(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS))
                .putHeader("Accept", "application/json");
    }

    private Future<JsonObject> ask(RequestOptions options, Buffer body) {
        return client.request(options)
                .compose(request -> request.send(body).compose(Issuer::body))
                .timeout(2 * PATIENCE_SECONDS, TimeUnit.SECONDS)
                .compose(Issuer::json);
    }

    private static Future<Buffer> body(HttpClientResponse response) {
        Promise<Buffer> whole = Promise.promise();
        response.exceptionHandler(whole::tryFail);
        if (response.statusCode() != 200) {
            whole.fail("HTTP status " + response.statusCode());
            response.request().reset();
            return whole.future();
        }
        var body = Buffer.buffer();
        response.handler(part -> {
            if (body.length() + part.length() > LARGEST) {
                whole.tryFail("a body of more than " + LARGEST + " octets");
                response.request().reset();
            } else {
                body.appendBuffer(part);
            }
        });
        response.endHandler(end -> whole.tryComplete(body));
        return whole.future();
    }

    private static Future<JsonObject> json(Buffer body) {
        try {
            return Future.succeededFuture(new JsonObject(body));
        } catch (DecodeException | ClassCastException e) {
            return Future.failedFuture("a body that is no JSON object"); // the exception's own message quotes it
        }
    }
}
