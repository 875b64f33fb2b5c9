package io.vouchpost.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The keys of the schema that hold a value, arrays as one, and what becomes of a change while the gateway runs. */
public final class SchemaKeys {
    /** Whether a change is in force at once, by key. */
    private final Map<String, Boolean> live = new TreeMap<>();

    private SchemaKeys() {
        collect(KeyPlace.ofTheFile());
        live.remove("$schema"); // for editors; nobody reads it
    }

    public static List<String> live() {
        return of(true);
    }

    public static List<String> afterRestart() {
        return of(false);
    }

    private static List<String> of(boolean live) {
        return new SchemaKeys()
                .live.entrySet().stream()
                        .filter(entry -> entry.getValue() == live)
                        .map(Map.Entry::getKey)
                        .toList();
    }

    private void collect(KeyPlace place) {
        var keys = place.schema().properties();
        boolean secret = keys.equals(java.util.Set.of("env", "file")); // the same value from elsewhere
        if (keys.isEmpty() || secret) {
            live.put(place.key(), place.live());
        } else {
            keys.forEach(key -> collect(place.property(key).orElseThrow()));
        }
    }
}
