package io.vouchpost.config;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The key {@code listeners}. */
final class ListenerReader {
    private final Map<String, String> taken = new HashMap<>();

    List<ListenerSettings> read(List<Section> sections) {
        return sections.stream().map(this::read).toList();
    }

    private ListenerSettings read(Section section) {
        var listener = new ListenerSettings(
                section.text("host"),
                section.integer("port"),
                section.choice("tls", ListenerSettings.TlsMode.class),
                section.flag("proxyProtocol"),
                section.networks("trustedProxies"));
        if (section.sound("proxyProtocol", "trustedProxies")) {
            checkProxies(section, listener.proxyProtocol());
        }
        if (section.sound("host", "port") && listener.port() != 0) {
            @Nullable String first = taken.putIfAbsent(listener.host() + ' ' + listener.port(), section.pointer());
            if (first != null) {
                section.problem(
                        "port", String.format(Locale.ROOT, "is taken: %s listens on the same host and port", first));
            }
        }
        return listener;
    }

    private static void checkProxies(Section section, boolean proxyProtocol) {
        var trusted = section.json().getJsonArray("trustedProxies");
        var some = trusted != null && !trusted.isEmpty();
        if (proxyProtocol && !some) {
            section.problem(
                    "trustedProxies", "is required with \"proxyProtocol\": name the networks of the load balancer");
        } else if (!proxyProtocol && some) {
            section.problem("trustedProxies", "means nothing without \"proxyProtocol\": true");
        }
    }
}
