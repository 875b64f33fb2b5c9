package io.vouchpost.guard;

import io.vouchpost.config.QuotaSettings;
import io.vouchpost.sasl.AccountName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A quota, and which accounts it is for. */
final class QuotaRule {
    private final QuotaSettings settings;
    private final Set<String> names = new HashSet<>();
    private final Set<String> domains = new HashSet<>();
    private final Set<String> roles;
    private final boolean everybody;

    QuotaRule(QuotaSettings settings) {
        this.settings = settings;
        this.roles = Set.copyOf(settings.roles());
        this.everybody = settings.accounts().contains("*");
        for (var account : settings.accounts()) {
            if (account.startsWith("*@")) {
                domains.add(AccountName.valueOrNobodys(account.substring(1)));
            } else {
                names.add(AccountName.valueOrNobodys(account));
            }
        }
    }

    QuotaSettings settings() {
        return settings;
    }

    boolean isFor(String account, List<String> rolesOfIt) {
        return (everybody || names.contains(account) || isOfDomain(account))
                && (roles.isEmpty() || rolesOfIt.stream().anyMatch(roles::contains));
    }

    private boolean isOfDomain(String account) {
        int at = account.lastIndexOf('@');
        return at >= 0 && domains.contains(account.substring(at));
    }

    /** Whether recipients are counted, and not only messages and octets. */
    boolean boundsRecipients() {
        var recipients = settings.recipients();
        return recipients.minute().isPresent()
                || recipients.hour().isPresent()
                || recipients.day().isPresent()
                || boundsNewRecipients();
    }

    boolean boundsNewRecipients() {
        return settings.newRecipientsPerDay().isPresent();
    }
}
