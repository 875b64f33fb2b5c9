package io.vouchpost.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vouchpost.config.AdminSettings;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.secret.Secret;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ApiTest {
    private static final String TOKEN = "a token for operators";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Promise<Optional<Object>> later = Promise.promise();

    private record Well() implements Condition {
        @Override
        public List<String> ailments() {
            return List.of();
        }

        @Override
        public List<String> obstacles() {
            return List.of();
        }
    }

    private HealthServer listen(Optional<String> token) {
        return TestDatabase.await(HealthServer.listen(
                vertx,
                new AdminSettings("127.0.0.1", 0, token.map(Secret::ofText), Duration.ZERO),
                new Well(),
                () -> Future.succeededFuture(""),
                Map.of(
                        "echo",
                        (rest, query) -> rest.equals("nothing")
                                ? Future.succeededFuture(Optional.empty())
                                : Future.succeededFuture(Optional.of(
                                        new JsonObject().put("rest", rest).put("a", query.get("a")))),
                        "strange",
                        (rest, query) -> {
                            throw new Api.Unreadable("cannot be read");
                        },
                        "broken",
                        (rest, query) -> Future.failedFuture("a secret of the database"),
                        "slow",
                        (rest, query) -> later.future())));
    }

    @AfterEach
    void stop() {
        later.tryComplete(Optional.empty());
        TestDatabase.await(vertx.close());
    }

    private static HttpRequest request(HealthServer server, String path, String authorization) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
        return (authorization.isEmpty() ? request : request.header("Authorization", authorization)).build();
    }

    private HttpResponse<String> ask(HealthServer server, String path, String authorization) throws Exception {
        return client.send(request(server, path, authorization), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void whoHasTheTokenIsAnswered() throws Exception {
        var server = listen(Optional.of(TOKEN));
        var answer = ask(server, "/api/echo/S1-1%20x?a=b%2Bc", "Bearer " + TOKEN);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(answer.body()))
                .isEqualTo(new JsonObject().put("rest", "S1-1 x").put("a", "b+c"));
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json; charset=utf-8");
        assertThat(ask(server, "/api/echo/nothing", "bearer " + TOKEN).statusCode())
                .isEqualTo(404);
        assertThat(ask(server, "/api/strange", "Bearer " + TOKEN).statusCode()).isEqualTo(400);
        assertThat(ask(server, "/api/strange", "Bearer " + TOKEN).body()).contains("cannot be read");
        assertThat(ask(server, "/api/broken", "Bearer " + TOKEN).statusCode()).isEqualTo(503);
        assertThat(ask(server, "/api/broken", "Bearer " + TOKEN).body()).doesNotContain("secret");
        assertThat(ask(server, "/api/", "Bearer " + TOKEN).statusCode()).isEqualTo(404);
        assertThat(ask(server, "/health/live", "").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer x", "Bearer a token for operatorx", "Basic a token for operators"})
    void whoHasNotIsTurnedAwayWhateverIsAsked(String authorization) throws Exception {
        var server = listen(Optional.of(TOKEN));
        for (var path : List.of("/api/echo/x", "/api/unknown", "/api/")) {
            var answer = ask(server, path, authorization);
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
            assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        }
    }

    @Test
    void withoutATokenInTheConfigurationThereIsNoApi() throws Exception {
        var server = listen(Optional.empty());
        assertThat(ask(server, "/api/echo/x", "Bearer ").statusCode()).isEqualTo(404);
        assertThat(ask(server, "/api/echo/x", "Bearer " + TOKEN).statusCode()).isEqualTo(404);
    }

    @Test
    void someAreAnsweredAtATimeAndTheOthersAreAskedToComeAgain() throws Exception {
        var server = listen(Optional.of(TOKEN));
        var asked = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (int i = 0; i < 7; i++) {
            asked.add(client.sendAsync(
                    request(server, "/api/slow", "Bearer " + TOKEN), HttpResponse.BodyHandlers.ofString()));
        }
        while (asked.stream().filter(CompletableFuture::isDone).count() < 3) {
            Thread.onSpinWait();
        }
        later.complete(Optional.of(new JsonObject()));
        var statuses = new ArrayList<Integer>();
        for (var answer : asked) {
            statuses.add(answer.get().statusCode());
        }
        assertThat(statuses).containsExactlyInAnyOrder(200, 200, 200, 200, 503, 503, 503);
        assertThat(ask(server, "/api/echo/x", "Bearer " + TOKEN).statusCode()).isEqualTo(200);
    }
}
