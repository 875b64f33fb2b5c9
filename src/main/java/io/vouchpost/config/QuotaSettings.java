package io.vouchpost.config;

import java.util.List;
import java.util.Optional;

/**
 * How much some accounts may send. Minutes, hours and days are those of the clock, in UTC.
 *
 * @param name names it in log and explanation
 * @param together whether those accounts share it; else each has it by itself
 * @param accounts names, {@code *@example.org}, or {@code *}
 * @param roles of which an account needs one; none: whatever its roles
 * @param newRecipientsPerDay to whom the account has not sent in the last 90 days
 * @param bytesPerDay octets of messages
 */
public record QuotaSettings(
        String name,
        boolean together,
        List<String> accounts,
        List<String> roles,
        Rates messages,
        Rates recipients,
        Optional<Long> newRecipientsPerDay,
        Optional<Long> bytesPerDay) {

    public QuotaSettings {
        accounts = List.copyOf(accounts);
        roles = List.copyOf(roles);
    }

    /** How many in each; empty: no limit. */
    public record Rates(Optional<Long> minute, Optional<Long> hour, Optional<Long> day) {}
}
