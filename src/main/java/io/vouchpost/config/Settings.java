package io.vouchpost.config;

import java.util.List;
import java.util.Optional;

/**
 * The configuration file as values. Paths are absolute by the time they are here, secrets are read in.
 *
 * @param hostname the name this gateway goes by: in its greeting, its EHLO to the next hop and its {@code Received:}
 */
public record Settings(
        String hostname,
        List<ListenerSettings> listeners,
        TlsSettings tls,
        DatabaseSettings database,
        SaslSettings sasl,
        PolicySettings policy,
        GuardSettings guard,
        DeliverySettings delivery,
        LimitSettings limits,
        Optional<AdminSettings> admin,
        AuditSettings audit) {

    public Settings {
        listeners = List.copyOf(listeners);
    }
}
