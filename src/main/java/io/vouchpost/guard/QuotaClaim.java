package io.vouchpost.guard;

import io.vouchpost.config.QuotaSettings;
import io.vouchpost.config.QuotaSettings.Rates;
import io.vouchpost.guard.Quotas.Load;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a message asks of one limit of a quota.
 *
 * @param rule the setting, such as {@code guard.quotas.office.messages.hour}
 * @param unit what is counted
 */
record QuotaClaim(String rule, String unit, Claim claim) {
    private static final String OCTETS = "octets";

    /**
     * All that a message asks of a quota.
     *
     * @param fresh how many of its recipients are new to the account
     */
    static List<QuotaClaim> of(QuotaSettings quota, Load load, long fresh, Instant now) {
        var made = new Making(quota, load, now, new ArrayList<>());
        made.add("messages", quota.messages(), 1);
        made.add("recipients", quota.recipients(), load.recipients().size());
        made.add(ChronoUnit.DAYS, "newRecipientsPerDay", "new recipients", quota.newRecipientsPerDay(), fresh);
        made.add(ChronoUnit.DAYS, "bytesPerDay", OCTETS, quota.bytesPerDay(), load.octets());
        return made.claims();
    }

    private record Making(QuotaSettings quota, Load load, Instant now, List<QuotaClaim> claims) {

        void add(String unit, Rates rates, long amount) {
            add(ChronoUnit.MINUTES, unit + ".minute", unit, rates.minute(), amount);
            add(ChronoUnit.HOURS, unit + ".hour", unit, rates.hour(), amount);
            add(ChronoUnit.DAYS, unit + ".day", unit, rates.day(), amount);
        }

        /** What asks for nothing is not refused, even where the limit is reached. */
        void add(ChronoUnit window, String setting, String unit, Optional<Long> limit, long amount) {
            if (limit.isPresent() && amount > 0) {
                var rule = Ruling.QUOTAS + quota.name() + "." + setting;
                var whose = quota.together() ? "*" : load.account();
                claims.add(new QuotaClaim(
                        rule, unit, new Claim(rule + " " + whose, Window.of(window, now), limit.get(), amount)));
            }
        }
    }

    /** More than would ever fit. Of recipients, some fit now and the rest in another message. */
    boolean isHopeless() {
        return unit.equals(OCTETS) && claim.amount() > claim.limit();
    }

    Ruling.Wait refusal(Claim.Excess excess) {
        return new Ruling.Wait(rule, seen(excess.known()), claim.window().end());
    }

    Ruling denial() {
        return new Ruling.Denied(
                rule, String.format(Locale.ROOT, "%d %s in one message, of %d", claim.amount(), unit, claim.limit()));
    }

    private String seen(long known) {
        var used = String.format(Locale.ROOT, "%d of %d %s", known, claim.limit(), unit);
        return claim.amount() == 1 ? used : used + ", and " + claim.amount() + " more asked for";
    }
}
