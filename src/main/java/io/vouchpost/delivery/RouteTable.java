package io.vouchpost.delivery;

import io.vouchpost.config.RouteSettings;
import io.vouchpost.smtp.Mailbox;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which way a recipient's mail goes: by the first route that fits. */
public final class RouteTable {
    private final List<RouteSettings> routes;

    /**
     * @param routes the last of them fits everything
     */
    public RouteTable(List<RouteSettings> routes) {
        this.routes = List.copyOf(routes);
    }

    public RouteSettings route(String account, Optional<Mailbox> reversePath, Mailbox recipient) {
        return routes.stream()
                .filter(route -> fits(route.match(), account, reversePath, recipient))
                .findFirst()
                .orElseThrow();
    }

    private static boolean fits(
            RouteSettings.Match match, String account, Optional<Mailbox> reversePath, Mailbox recipient) {
        return (match.accounts().isEmpty() || match.accounts().contains(account))
                && (match.senderDomains().isEmpty()
                        || reversePath
                                .filter(sender -> fits(match.senderDomains(), sender))
                                .isPresent())
                && (match.recipientDomains().isEmpty() || fits(match.recipientDomains(), recipient));
    }

    private static boolean fits(List<String> patterns, Mailbox mailbox) {
        var domain = mailbox.domain().toLowerCase(Locale.ROOT);
        return patterns.stream()
                .anyMatch(pattern -> pattern.startsWith(".") ? domain.endsWith(pattern) : domain.equals(pattern));
    }
}
