package io.vouchpost.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vouchpost.config.AdminSettings;
import io.vouchpost.database.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthServerTest {
    final Vertx vertx = Vertx.vertx();
    final HttpClient client = HttpClient.newHttpClient();
    volatile List<String> ailments = List.of();
    volatile List<String> obstacles = List.of();
    volatile String page = "vouchpost_connections 3.0\n";
    HealthServer server;

    private final class Words implements Condition {
        @Override
        public List<String> ailments() {
            return ailments;
        }

        @Override
        public List<String> obstacles() {
            return obstacles;
        }
    }

    @BeforeEach
    void start() {
        server = TestDatabase.await(HealthServer.listen(
                vertx,
                new AdminSettings("127.0.0.1", 0, Optional.empty(), Duration.ZERO),
                new Words(),
                () -> Future.succeededFuture(page),
                Map.of()));
    }

    @AfterEach
    void stop() {
        TestDatabase.await(server.close());
        TestDatabase.await(vertx.close());
    }

    @Test
    void isReadyUnlessSomethingStandsInTheWay() throws Exception {
        assertThat(ask("GET", "/health/ready").statusCode()).isEqualTo(200);

        obstacles = List.of("the database does not answer");

        assertThat(ask("GET", "/health/ready").statusCode()).isEqualTo(503);
        assertThat(ask("GET", "/health/ready").body()).isEqualTo("the database does not answer\n");
        assertThat(ask("GET", "/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void aPortThatSomebodyElseHasIsNamed() {
        var taken = new AdminSettings("127.0.0.1", server.port(), Optional.empty(), Duration.ZERO);
        var another = Vertx.vertx(); // servers of one Vert.x share their ports
        assertThatThrownBy(() -> TestDatabase.await(
                        HealthServer.listen(another, taken, new Words(), () -> Future.succeededFuture(""), Map.of())))
                .hasMessageContaining("admin: 127.0.0.1:" + server.port() + " cannot be opened");
        TestDatabase.await(another.close());
    }

    @Test
    void livesUnlessItIsBeyondHelp() throws Exception {
        ailments = List.of("an event loop has been stuck for 20 s", "an event loop has been stuck for 30 s");

        assertThat(ask("GET", "/health/live").statusCode()).isEqualTo(503);
        assertThat(ask("GET", "/health/live").body())
                .isEqualTo("an event loop has been stuck for 20 s\nan event loop has been stuck for 30 s\n");
        assertThat(ask("GET", "/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void givesTheMetersToPrometheus() throws Exception {
        var answer = ask("GET", "/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(answer.body()).isEqualTo("vouchpost_connections 3.0\n");
    }

    /** Java's client offers HTTP/2 with its first request; a long page then stopped now and then. */
    @Test
    void longPagesAreWholeForThoseWhoOfferAnotherProtocol() throws Exception {
        page = "x".repeat(100_000);
        var answer = ask("GET", "/metrics");
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(answer.body()).isEqualTo(page);
    }

    @Test
    void saysNothingElse() throws Exception {
        assertThat(ask("GET", "/").statusCode()).isEqualTo(404);
        assertThat(ask("POST", "/health/live").statusCode()).isEqualTo(405);
    }

    private HttpResponse<String> ask(String method, String path) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
