package io.vouchpost.guard;

import io.vouchpost.config.GuardSettings;
import java.util.List;

/** All quotas, as they are set now. Asks nobody, so that an account without any costs nothing. Safe for all threads. */
public final class QuotaRules {
    private volatile List<QuotaRule> rules;

    public QuotaRules(GuardSettings settings) {
        this.rules = rules(settings);
    }

    private static List<QuotaRule> rules(GuardSettings settings) {
        return settings.quotas().stream().map(QuotaRule::new).toList();
    }

    /** New settings, from now on. */
    public void apply(GuardSettings settings) {
        rules = rules(settings);
    }

    /** Those that are for an account, all of which apply. */
    List<QuotaRule> of(String account, List<String> roles) {
        return rules.stream().filter(rule -> rule.isFor(account, roles)).toList();
    }

    /** Whether there is one at all. */
    public boolean boundAny(String account, List<String> roles) {
        return rules.stream().anyMatch(rule -> rule.isFor(account, roles));
    }

    /** Whether there is one that counts recipients. */
    public boolean boundRecipients(String account, List<String> roles) {
        return rules.stream().anyMatch(rule -> rule.boundsRecipients() && rule.isFor(account, roles));
    }
}
