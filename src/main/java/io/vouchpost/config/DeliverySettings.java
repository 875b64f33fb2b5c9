package io.vouchpost.config;

import java.time.Duration;
import java.util.List;

/**
 * Where mail goes on, and how it waits where it cannot.
 *
 * @param acknowledge what 250 means
 * @param timeout for the next hop's answer to the whole message
 * @param relayTimeout how long a client waits for a next hop to take its message before the message goes to the spool
 * @param duplicates for how long a second copy of a message gets the answer of the first; zero: never
 * @param routes the first one that fits a recipient is taken
 */
public record DeliverySettings(
        Acknowledge acknowledge,
        Duration timeout,
        Duration relayTimeout,
        Duration duplicates,
        List<RouteSettings> routes,
        SpoolSettings spool,
        NotificationSettings notifications,
        DkimSettings dkim) {

    public DeliverySettings {
        routes = List.copyOf(routes);
    }

    /** RELAYED: the next hop has it, or the spool where that was not possible at once. SPOOLED: the spool has it. */
    public enum Acknowledge {
        RELAYED,
        SPOOLED
    }
}
