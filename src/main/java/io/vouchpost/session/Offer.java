package io.vouchpost.session;

import io.vouchpost.sasl.Channel;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which mechanisms a client is offered: those of the settings that can succeed on its connection. Clients that choose by
 * themselves take the first or the strongest, and many do not try another when that fails.
 */
final class Offer {
    private Offer() {}

    /** In the order of the settings, each -PLUS before its like. */
    static List<String> of(List<String> configured, Channel channel) {
        return configured.stream()
                .filter(name ->
                        !name.equals("EXTERNAL") || channel.certificate().isPresent())
                .flatMap(
                        name -> name.startsWith("SCRAM-") && !channel.bindings().isEmpty()
                                ? Stream.of(name + "-PLUS", name)
                                : Stream.of(name))
                .toList();
    }
}
