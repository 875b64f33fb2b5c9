package io.vouchpost.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The demo's configuration file: a real one, so that the other commands work with it while the demo runs. */
final class DemoConfiguration {
    private DemoConfiguration() {}

    /** Written anew at each start; what is kept lies beside it. */
    static Path write(Path directory, int port, int tlsPort, int sinkPort) throws IOException {
        var file = directory.resolve("vouchpost.json");
        Files.writeString(file, json(port, tlsPort, sinkPort).encodePrettily() + "\n");
        return file;
    }

    private static JsonObject json(int port, int tlsPort, int sinkPort) {
        return new JsonObject()
                .put("hostname", "localhost")
                .put(
                        "listeners",
                        new JsonArray().add(listener(port, "starttls")).add(listener(tlsPort, "implicit")))
                .put("tls", new JsonObject().put("selfSignedDirectory", "tls"))
                .put("database", new JsonObject().put("embedded", new JsonObject().put("directory", "postgres")))
                .put("delivery", new JsonObject().put("routes", new JsonArray().add(route(sinkPort))))
                .put("limits", new JsonObject().put("directory", "messages"))
                .put("audit", new JsonObject().put("file", "audit.jsonl"));
    }

    private static JsonObject listener(int port, String tls) {
        return new JsonObject().put("host", "127.0.0.1").put("port", port).put("tls", tls);
    }

    private static JsonObject route(int port) {
        return new JsonObject()
                .put(
                        "hosts",
                        new JsonArray()
                                .add(new JsonObject().put("host", "127.0.0.1").put("port", port)))
                .put("tls", "none");
    }
}
