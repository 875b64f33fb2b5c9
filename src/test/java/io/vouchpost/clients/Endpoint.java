package io.vouchpost.clients;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.cli.DemoSink;
import io.vouchpost.clients.Attempt.Security;
import io.vouchpost.clients.Matrix.Cell;
import io.vouchpost.verticle.TestGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** A gateway with every mechanism on, and everything a client needs to log in to it by each of them. */
final class Endpoint implements AutoCloseable {
    private final Path folder;
    private final TestGateway gateway;

    private Endpoint(Path folder, TestGateway gateway) {
        this.folder = folder;
        this.gateway = gateway;
    }

    /** @param configuring changes the configuration before it is read */
    static Endpoint start(Path folder, Consumer<JsonObject> configuring) throws Exception {
        Consumer<JsonObject> everything = json -> {
            json.getJsonObject("sasl").put("mechanisms", new JsonArray(Matrix.MECHANISMS));
            // one client after the other tries the same account; a lockout is not what is shown here
            json.getJsonObject("guard").put("accountFailures", 10_000);
        };
        return new Endpoint(folder, TestGateway.start(folder, everything.andThen(configuring)));
    }

    /** What the client has to show to be let in. */
    String rightSecret(Choice choice) {
        return TestGateway.PASSWORD;
    }

    Report submit(Cell cell, String secret) throws Exception {
        return cell.client().submit(attempt(cell, secret));
    }

    Report submitWrongly(Cell cell) throws Exception {
        return cell.client().submit(attempt(cell, "wrong horse"));
    }

    private Attempt attempt(Cell cell, String secret) throws IOException {
        var port = cell.security() == Security.STARTTLS ? gateway.port() : gateway.tlsPort();
        var own = Files.createTempDirectory(folder, "client");
        return new Attempt(
                cell.security(), cell.choice(), secret, port, gateway.certificate(), folder.resolve("none"), own);
    }

    DemoSink.Message arrival() throws Exception {
        return gateway.arrival();
    }

    boolean hasArrivals() {
        return gateway.hasArrivals();
    }

    /** How many there are by now. */
    int events() throws IOException {
        return gateway.audit().size();
    }

    /** The audit log is written a moment after the reply. */
    List<JsonObject> loginsAfter(int lines) throws IOException {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        var logins = logins(lines);
        while (logins.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            logins = logins(lines);
        }
        return logins;
    }

    private List<JsonObject> logins(int lines) throws IOException {
        return gateway.audit().stream()
                .skip(lines)
                .filter(event -> event.getString("event").equals("login"))
                .toList();
    }

    @Override
    public void close() {
        gateway.close();
    }
}
