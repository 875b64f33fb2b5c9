package io.vouchpost.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The unit for systemd as it is shipped: what it says by key. */
final class SystemdUnit {
    static final Path FILE = Path.of("conf/systemd/vouchpost.service");
    private static final Pattern ASSIGNMENT = Pattern.compile("\"?([A-Z_]+)=(.*?)\"?");

    private final Map<String, List<String>> values = new LinkedHashMap<>();

    static SystemdUnit read() throws IOException {
        var unit = new SystemdUnit();
        for (var line : Files.readAllLines(FILE)) {
            int equals = line.indexOf('=');
            if (!line.startsWith("#") && equals > 0) {
                unit.values
                        .computeIfAbsent(line.substring(0, equals), key -> new ArrayList<>())
                        .add(line.substring(equals + 1));
            }
        }
        return unit;
    }

    /** All that is said for this key, in its order; empty where nothing is. */
    List<String> all(String key) {
        return values.getOrDefault(key, List.of());
    }

    /** The one thing that is said for this key. */
    String value(String key) {
        var said = all(key);
        if (said.size() != 1) {
            throw new AssertionError(key + " stands there " + said.size() + " times");
        }
        return said.get(0);
    }

    Duration seconds(String key) {
        return Duration.ofSeconds(Long.parseLong(value(key).replace("s", "")));
    }

    /** The words of ExecStart, with variables as Environment= has them. */
    List<String> command() {
        var environment = new LinkedHashMap<String, String>();
        for (var said : all("Environment")) {
            var assignment = ASSIGNMENT.matcher(said);
            if (!assignment.matches()) {
                throw new AssertionError("not understood: Environment=" + said);
            }
            environment.put(assignment.group(1), assignment.group(2));
        }
        var line = value("ExecStart");
        for (var variable : environment.entrySet()) {
            line = line.replace("$" + variable.getKey(), variable.getValue());
        }
        return List.of(line.split(" +"));
    }
}
