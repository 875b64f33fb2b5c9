package io.vouchpost.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of objects that have no model in a library, as far as ours use them, from {@code kubernetes/fields.txt}: for
 * each kind its fields, each with its type.
 */
final class KnownFields {
    private static final Path FILE = Path.of("src/test/resources/kubernetes/fields.txt");

    private final Map<String, Map<String, String>> kinds = new HashMap<>();

    KnownFields() {
        Map<String, String> fields = Map.of();
        try {
            for (var line : Files.readAllLines(FILE)) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                if (line.startsWith(" ")) {
                    var parts = line.strip().split(" ", 2);
                    fields.put(parts[0], parts[1]);
                } else {
                    fields = new LinkedHashMap<>();
                    kinds.put(line, fields);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean know(JsonNode object) {
        return kinds.containsKey(StrictYaml.kind(object));
    }

    /** What is wrong with an object, beside its metadata; empty when nothing is. */
    List<String> problems(JsonNode object) {
        var fields = kinds.get(StrictYaml.kind(object));
        var problems = new ArrayList<String>();
        object.fields().forEachRemaining(field -> {
            if (!List.of("apiVersion", "kind", "metadata").contains(field.getKey())) {
                check(fields, field.getKey(), field.getValue(), problems);
            }
        });
        return problems;
    }

    private static void check(Map<String, String> fields, String path, JsonNode value, List<String> problems) {
        if (value.isArray()) {
            value.forEach(element -> check(fields, path + "[]", element, problems));
        } else if (value.isObject()) {
            value.fields().forEachRemaining(field -> {
                var named = path + "." + field.getKey();
                var any = path + ".*";
                check(fields, fields.containsKey(any) ? any : named, field.getValue(), problems);
            });
        } else if (!fields.containsKey(path)) {
            problems.add("there is no " + path);
        } else if (!fits(fields.get(path), value)) {
            problems.add(path + " has to be " + fields.get(path) + ", is " + value);
        }
    }

    private static boolean fits(String type, JsonNode value) {
        return switch (type) {
            case "string" -> value.isTextual();
            case "integer" -> value.isInt();
            case "boolean" -> value.isBoolean();
            case "quantity" -> value.isTextual() || value.isInt();
            default -> List.of(type.split("\\|")).contains(value.asText());
        };
    }
}
