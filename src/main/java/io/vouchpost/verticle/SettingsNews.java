package io.vouchpost.verticle;

import java.util.List;

/**
 * Settings that changed while the gateway runs.
 *
 * @param keys such as {@code limits.recipients}
 */
record SettingsNews(List<String> keys) {
    SettingsNews {
        keys = List.copyOf(keys);
    }

    /** Whether any of them belongs to that part of the configuration, such as {@code tls}. */
    boolean concerns(String part) {
        return keys.stream().anyMatch(key -> key.equals(part) || key.startsWith(part + "."));
    }
}
