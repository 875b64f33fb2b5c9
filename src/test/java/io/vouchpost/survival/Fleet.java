package io.vouchpost.survival;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.FreePort;
import io.vouchpost.clients.HaProxy;
import io.vouchpost.verticle.TestGateway;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gateways behind a real HAProxy, which asks their admin ports whether they are ready. Each has an address of its own, so
 * that it can be started again in its place.
 */
final class Fleet implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);

    static final Duration NOTICE = Duration.ofSeconds(3);
    static final Duration GRACE = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int SIZE = 3;
    private static final int MOST_STARTS = 3;

    /** Above its ports, those of {@link #server}. */
    private static final String BALANCING = """
            global
                log stdout format iso local0
            defaults
                mode tcp
                log global
                option tcplog
                timeout connect 2s
                timeout client 6m
                timeout server 6m
            listen submissions
                bind 127.0.0.1:%d
                balance leastconn
                option redispatch 1
                option httpchk GET /health/ready
                timeout check 2s
                default-server check inter 250ms fall 2 rise 1 send-proxy-v2 source %s
            """;

    private final Installation installation;
    private final List<Replica> gateways = new ArrayList<>();
    private final HaProxy proxy;
    private final int port;
    private final int adminPort;
    private final HttpClient http = HttpClient.newHttpClient();

    /** All of them down. */
    Fleet(Path folder, int nextHop) throws Exception {
        installation = new Installation(folder, nextHop, Fleet::configure);
        port = free(0);
        adminPort = free(port);
        for (int number = 0; number < SIZE; number++) {
            var address = address(number);
            gateways.add(installation.replica(
                    "gateway-" + (number + 1), System.getProperty("java.class.path"), json -> place(json, address)));
        }
        try {
            proxy = HaProxy.start(folder, this::balancing);
            for (var gateway : gateways) {
                await("HAProxy sees that nobody is there", () -> !isSentWork(gateway));
            }
        } catch (Exception | Error missing) {
            installation.close();
            throw missing;
        }
    }

    private static void configure(JsonObject json) {
        json.getJsonObject("limits").put("grace", GRACE.toSeconds() + "s");
    }

    /** One port for those who come by HAProxy, and one for those who want this gateway and no other. */
    private void place(JsonObject json, String address) {
        json.put(
                        "listeners",
                        new JsonArray()
                                .add(TestGateway.listener("implicit")
                                        .put("host", address)
                                        .put("port", port)
                                        .put("proxyProtocol", true)
                                        .put("trustedProxies", new JsonArray().add(HaProxy.ADDRESS + "/32")))
                                .add(TestGateway.listener("implicit")))
                .put(
                        "admin",
                        new JsonObject()
                                .put("host", address)
                                .put("port", adminPort)
                                .put("notice", NOTICE.toSeconds() + "s"));
    }

    private static String address(int number) {
        return "127.0.0." + (11 + number);
    }

    private static int free(int not) {
        int port = FreePort.any();
        return port == not ? free(not) : port;
    }

    private String balancing(int front) {
        var text = new StringBuilder(BALANCING.formatted(front, HaProxy.ADDRESS));
        for (int number = 0; number < SIZE; number++) {
            text.append(
                    "    server gateway-%d %s:%d port %d%n".formatted(number + 1, address(number), port, adminPort));
        }
        return text.toString();
    }

    Installation installation() {
        return installation;
    }

    List<Replica> gateways() {
        return gateways;
    }

    /** HAProxy's. */
    int port() {
        return proxy.port();
    }

    /** Of each, the port that leads there and nowhere else. */
    List<Integer> ownPorts() {
        return gateways.stream().map(gateway -> gateway.ports().get(1)).toList();
    }

    /** Starts those that do not run, and waits until HAProxy sends work to all. */
    void bringUp() throws IOException {
        for (var gateway : gateways) {
            if (!gateway.isAlive()) {
                gateway.start();
            }
        }
        for (var gateway : gateways) {
            awaitWork(gateway);
        }
    }

    /** Until HAProxy sends work there. One that cannot start is started again, as whoever supervises it in earnest does. */
    void awaitWork(Replica gateway) {
        var starts = new AtomicInteger(1);
        await(gateway.name() + " gets work", () -> {
            if (!gateway.isAlive()) {
                assertThat(starts.getAndIncrement()).as(gateway::log).isLessThan(MOST_STARTS);
                LOG.warn("{} could not start:\n{}", gateway.name(), gateway.log());
                startAgain(gateway);
            }
            return isSentWork(gateway);
        });
    }

    private static void startAgain(Replica gateway) {
        try {
            gateway.start();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether HAProxy sends connections there. */
    boolean isSentWork(Replica gateway) {
        return !lastWord(gateway).contains(" is DOWN");
    }

    /** The last that HAProxy said of it. */
    String lastWord(Replica gateway) {
        try {
            return proxy.log().stream()
                    .filter(line -> line.contains("Server submissions/" + gateway.name() + " is "))
                    .reduce("", (before, line) -> line);
        } catch (IOException gone) {
            throw new AssertionError(gone);
        }
    }

    /** How many connections HAProxy has given to each, of those that have ended. */
    List<Long> connections() throws IOException {
        var log = proxy.log();
        return gateways.stream()
                .map(gateway -> log.stream()
                        .filter(line -> line.contains(" submissions submissions/" + gateway.name() + " "))
                        .count())
                .toList();
    }

    /** What its readiness says: code and text. */
    String readiness(Replica gateway) {
        return ask(gateway, "/health/ready");
    }

    /** Log-ins that it has accepted since its start. */
    long logIns(Replica gateway) {
        return ask(gateway, "/metrics")
                .lines()
                .filter(line -> line.startsWith("vouchpost_logins_total{") && line.contains("outcome=\"accepted\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private String ask(Replica gateway, String path) {
        var uri = URI.create("http://" + address(gateways.indexOf(gateway)) + ":" + adminPort + path);
        try {
            var answer = http.send(
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build(),
                    HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        } catch (IOException away) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    static void await(String what, BooleanSupplier condition) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("not in %s: %s", PATIENCE, what).isLessThan(until);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    @Override
    public void close() throws InterruptedException {
        proxy.close();
        installation.close();
    }
}
