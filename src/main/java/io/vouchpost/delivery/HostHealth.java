package io.vouchpost.delivery;

import java.time.Instant;
import java.util.Optional;

/**
 * How a host of a route is, as one event loop knows it.
 *
 * @param route its name
 * @param host its name and port
 * @param downSince empty: it is up, or has not been tried yet
 * @param failures so many times it was tried in vain since then, not counting those that came together
 * @param restsUntil it is left alone until then while there are others
 * @param cause why it is down; empty where it is up
 */
public record HostHealth(
        String route,
        String host,
        Optional<Instant> downSince,
        int failures,
        Optional<Instant> restsUntil,
        String cause) {

    public boolean isUp() {
        return downSince.isEmpty();
    }
}
