package io.vouchpost.config;

import java.time.Duration;
import java.util.List;

/**
 * Where mail goes on.
 *
 * @param acknowledge what 250 means; {@code "relayed"}: the next hop has it
 * @param timeout for the whole transaction with one next hop
 * @param routes exactly one for now
 */
public record DeliverySettings(String acknowledge, Duration timeout, List<RouteSettings> routes) {

    public DeliverySettings {
        routes = List.copyOf(routes);
    }
}
