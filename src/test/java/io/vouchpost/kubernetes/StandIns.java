package io.vouchpost.kubernetes;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.config.Workshop;
import java.nio.file.Files;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

/** A folder like a gateway's {@code /etc/vouchpost}, with stand-ins for the secrets that its configuration names. */
final class StandIns {
    /** Where a container may write. */
    private static final String DATA = "/var/lib/vouchpost";

    private StandIns() {}

    /** The files that a configuration names as secrets, by the key {@code file} of each. */
    static Set<String> secrets(JsonObject configuration) {
        var files = new LinkedHashSet<String>();
        collect(configuration, files);
        return files;
    }

    private static void collect(Object value, Collection<String> files) {
        if (value instanceof JsonObject object) {
            if (object.size() == 1 && object.getValue("file") instanceof String file) {
                files.add(file);
            }
            object.forEach(entry -> collect(entry.getValue(), files));
        } else if (value instanceof JsonArray array) {
            array.forEach(element -> collect(element, files));
        }
    }

    /** The files that hold the certificate and its key; none where the gateway makes its own. */
    static Set<String> certificate(JsonObject configuration) {
        var tls = configuration.getJsonObject("tls");
        var files = new LinkedHashSet<String>();
        Stream.of("certificate", "key").map(tls::getString).forEach(file -> {
            if (file != null) {
                files.add(file);
            }
        });
        return files;
    }

    /** Writes them, and the configuration with its writable paths in the workshop's folder. */
    static void write(Workshop workshop, JsonObject configuration) throws Exception {
        for (var file : secrets(configuration)) {
            workshop.write(file, "stand-in for " + file + "\n");
        }
        var tls = configuration.getJsonObject("tls");
        if (tls.getString("certificate") != null) {
            workshop.certificate("stand-in");
            workshop.write(tls.getString("certificate"), Files.readString(workshop.folder.resolve("stand-in.pem")));
            workshop.write(tls.getString("key"), Files.readString(workshop.folder.resolve("stand-in.key")));
        }
        workshop.write(
                "vouchpost.json",
                configuration
                        .encodePrettily()
                        .replace(DATA, workshop.folder.resolve("data").toString()));
    }
}
