package io.vouchpost.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vouchpost.config.AdminSettings;
import io.vouchpost.database.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthServerTest {
    final Vertx vertx = Vertx.vertx();
    final HttpClient client = HttpClient.newHttpClient();
    volatile List<String> obstacles = List.of();
    HealthServer server;

    @BeforeEach
    void start() {
        server = TestDatabase.await(HealthServer.listen(vertx, new AdminSettings("127.0.0.1", 0), () -> obstacles));
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
