package io.vouchpost.admin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vouchpost.config.AdminSettings;
import java.util.List;
import java.util.function.Supplier;

/**
 * Answers those who watch over the process: {@code /health/live} while it runs, {@code /health/ready} while it should be
 * given work. Tells nothing that must be kept from others.
 */
public final class HealthServer {
    private static final int LONGEST_LINE = 2048;
    private static final int IDLE_SECONDS = 30;

    private final HttpServer server;
    private final Supplier<List<String>> obstacles;

    private HealthServer(Vertx vertx, Supplier<List<String>> obstacles) {
        this.obstacles = obstacles;
        this.server = vertx.createHttpServer(
                new HttpServerOptions().setMaxInitialLineLength(LONGEST_LINE).setIdleTimeout(IDLE_SECONDS));
        server.requestHandler(this::answer);
    }

    /**
     * @param obstacles why no work should be given, in words; empty when all is well
     */
    public static Future<HealthServer> listen(Vertx vertx, AdminSettings settings, Supplier<List<String>> obstacles) {
        var health = new HealthServer(vertx, obstacles);
        return health.server.listen(settings.port(), settings.host()).map(health);
    }

    public int port() {
        return server.actualPort();
    }

    public Future<Void> close() {
        return server.close();
    }

    private void answer(HttpServerRequest request) {
        var response = request.response().putHeader("Content-Type", "text/plain; charset=utf-8");
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            response.setStatusCode(405).putHeader("Allow", "GET, HEAD").end();
            return;
        }
        switch (request.path()) {
            case "/health/live" -> response.end("live\n");
            case "/health/ready" -> {
                var found = obstacles.get();
                response.setStatusCode(found.isEmpty() ? 200 : 503)
                        .end(found.isEmpty() ? "ready\n" : String.join("\n", found) + "\n");
            }
            default -> response.setStatusCode(404).end("not here\n");
        }
    }
}
