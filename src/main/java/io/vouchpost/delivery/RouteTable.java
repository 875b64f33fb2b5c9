package io.vouchpost.delivery;

import io.vouchpost.config.RouteSettings;
import io.vouchpost.smtp.Mailbox;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which way a recipient's mail goes: by the first route that fits. To be made once for each set of settings. */
public final class RouteTable {
    private final List<Row> rows;

    /**
     * @param routes the last of them fits everything
     */
    public RouteTable(List<RouteSettings> routes) {
        this.rows = routes.stream().map(Row::of).toList();
    }

    /**
     * @param account who submitted the message
     * @param reversePath empty: the null one, which has no domain and so fits no route for sender domains
     */
    public RouteSettings route(String account, Optional<Mailbox> reversePath, Mailbox recipient) {
        var name = comparable(account);
        var sender = reversePath.map(RouteTable::domain);
        var to = domain(recipient);
        return rows.stream()
                .filter(row -> row.fits(name, sender, to))
                .findFirst()
                .map(Row::route)
                .orElseThrow();
    }

    private static String domain(Mailbox mailbox) {
        return DomainPatterns.comparable(mailbox.domain());
    }

    /** As accounts are named, whichever way an operator types it. */
    private static String comparable(String account) {
        return Normalizer.normalize(account.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }

    private record Row(RouteSettings route, Set<String> accounts, DomainPatterns senders, DomainPatterns recipients) {

        static Row of(RouteSettings route) {
            var match = route.match();
            return new Row(
                    route,
                    match.accounts().stream().map(RouteTable::comparable).collect(Collectors.toUnmodifiableSet()),
                    new DomainPatterns(match.senderDomains()),
                    new DomainPatterns(match.recipientDomains()));
        }

        boolean fits(String account, Optional<String> sender, String recipient) {
            return (accounts.isEmpty() || accounts.contains(account))
                    && (senders.isEmpty() || sender.filter(senders::fit).isPresent())
                    && (recipients.isEmpty() || recipients.fit(recipient));
        }
    }
}
