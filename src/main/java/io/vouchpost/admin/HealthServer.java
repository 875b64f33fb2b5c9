package io.vouchpost.admin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vouchpost.config.AdminSettings;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers those who watch over the process: {@code /health/live} while its event loops turn, {@code /health/ready} while it should be
 * given work, {@code /metrics} for Prometheus. Tells nothing that must be kept from others; what must be is behind {@link Api}.
 */
public final class HealthServer {
    private static final Logger LOG = LoggerFactory.getLogger(HealthServer.class);
    private static final int LONGEST_LINE = 2048;
    private static final int LONGEST_HEADERS = 8192;
    private static final int IDLE_SECONDS = 30;
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final Condition condition;
    private final Supplier<Future<String>> metrics;
    private final Api api;

    private HealthServer(Vertx vertx, Condition condition, Supplier<Future<String>> metrics, Api api) {
        this.condition = condition;
        this.metrics = metrics;
        this.api = api;
        this.server = vertx.createHttpServer(new HttpServerOptions()
                // pages of several frames that an upgrade (RFC 7540, 3.2) asked for stopped in the middle now and then
                .setHttp2ClearTextEnabled(false)
                .setMaxInitialLineLength(LONGEST_LINE)
                .setMaxHeaderSize(LONGEST_HEADERS)
                .setIdleTimeout(IDLE_SECONDS));
        server.requestHandler(this::answer);
    }

    /**
     * @param metrics in the text format of Prometheus
     * @param questions that the API answers to those who have the token, by their path below {@code /api/}
     */
    public static Future<HealthServer> listen(
            Vertx vertx,
            AdminSettings settings,
            Condition condition,
            Supplier<Future<String>> metrics,
            Map<String, Api.Question> questions) {
        var health = new HealthServer(vertx, condition, metrics, new Api(settings.token(), questions));
        return health.server
                .listen(settings.port(), settings.host())
                .map(health)
                .recover(fault -> Future.failedFuture("admin: " + settings.host() + ":" + settings.port()
                        + " cannot be opened: " + fault.getMessage()));
    }

    /** New settings, from now on: the token alone. */
    public void apply(AdminSettings settings) {
        api.use(settings.token());
    }

    public int port() {
        return server.actualPort();
    }

    public Future<Void> close() {
        return server.close();
    }

    private static void tell(List<String> troubles, String well, HttpServerResponse response) {
        response.setStatusCode(troubles.isEmpty() ? 200 : 503)
                .end(troubles.isEmpty() ? well + "\n" : String.join("\n", troubles) + "\n");
    }

    private void answer(HttpServerRequest request) {
        var response = request.response().putHeader("Content-Type", "text/plain; charset=utf-8");
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            response.setStatusCode(405).putHeader("Allow", "GET, HEAD").end();
            return;
        }
        switch (request.path()) {
            case "/health/live" -> tell(condition.ailments(), "live", response);
            case "/health/ready" -> tell(condition.obstacles(), "ready", response);
            case "/metrics" ->
                metrics.get()
                        .onSuccess(text ->
                                response.putHeader("Content-Type", PROMETHEUS).end(text))
                        .onFailure(fault -> {
                            LOG.error("the meters cannot be read", fault);
                            response.setStatusCode(500).end("cannot be read now; the log says why\n");
                        });
            default -> {
                if (!api.answers(request)) {
                    response.setStatusCode(404).end("not here\n");
                }
            }
        }
    }
}
