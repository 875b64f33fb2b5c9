package io.vouchpost.config;

import io.vouchpost.config.BreakerSettings.Reaction;
import io.vouchpost.config.BreakerSettings.Threshold;
import io.vouchpost.config.QuotaSettings.Rates;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The key {@code guard}. */
final class GuardReader {
    private final Section section;

    GuardReader(Section section) {
        this.section = section;
    }

    /**
     * @param trustedProxies of all listeners: never counted, never locked
     */
    GuardSettings read(List<String> trustedProxies) {
        var guard = new GuardSettings(
                section.integer("accountFailures"),
                section.integer("strangerFailures"),
                section.integer("networkFailures"),
                section.integer("sprayedAccounts"),
                section.integer("stuffingNetworks"),
                section.duration("lockout"),
                section.duration("longestLockout"),
                section.duration("forgetAfter"),
                section.duration("familiarFor"),
                section.duration("tarpit"),
                section.integer("connectionsPerMinute"),
                section.integer("loginsPerMinute"),
                section.integer("widerNetworks"),
                section.integer("failuresPerSession"),
                Stream.concat(section.networks("exempt").stream(), trustedProxies.stream())
                        .toList(),
                section.networks("deny"),
                sharedAddress(section.sectionOrDefaults("sharedAddress")),
                section.sections("quotas").stream().map(GuardReader::quota).toList(),
                section.section("breaker").map(GuardReader::breaker));
        checkLockout(guard);
        checkNames(guard.quotas());
        return guard;
    }

    private void checkLockout(GuardSettings guard) {
        if (section.sound("lockout", "longestLockout") && guard.lockout().compareTo(guard.longestLockout()) > 0) {
            section.problem(
                    section.has("lockout") ? "lockout" : "longestLockout",
                    String.format(
                            Locale.ROOT,
                            "\"lockout\" (%s) must not be longer than \"longestLockout\" (%s)",
                            section.text("lockout"),
                            section.text("longestLockout")));
        }
    }

    private void checkNames(List<QuotaSettings> quotas) {
        if (quotas.stream().map(QuotaSettings::name).distinct().count() < quotas.size()) {
            section.problem("quotas", "must have different names");
        }
    }

    private static GuardSettings.SharedAddress sharedAddress(Section section) {
        return new GuardSettings.SharedAddress(section.integer("percent"), section.integer("sessions"));
    }

    private static QuotaSettings quota(Section section) {
        return new QuotaSettings(
                section.text("name"),
                section.text("scope").equals("together"),
                section.texts("accounts"),
                section.texts("roles"),
                rates(section.sectionOrDefaults("messages")),
                rates(section.sectionOrDefaults("recipients")),
                section.optionalNumber("newRecipientsPerDay"),
                section.optionalNumber("bytesPerDay"));
    }

    private static Rates rates(Section section) {
        return new Rates(
                section.optionalNumber("minute"), section.optionalNumber("hour"), section.optionalNumber("day"));
    }

    private static BreakerSettings breaker(Section section) {
        var geoip = section.optionalPath("geoip");
        var newCountry = section.choice("newCountry", Reaction.class);
        if (section.sound("newCountry", "geoip") && newCountry == Reaction.HOLD && geoip.isEmpty()) {
            section.problem("newCountry", "\"hold\" needs \"geoip\": without it no country is known");
        }
        return new BreakerSettings(
                threshold(section.sectionOrDefaults("velocity"), "factor"),
                threshold(section.sectionOrDefaults("bounces"), "percent"),
                section.choice("newNetwork", Reaction.class),
                newCountry,
                geoip,
                section.optionalText("operator"),
                section.flag("tellOwner"));
    }

    private static Threshold threshold(Section section, String ratio) {
        return new Threshold(section.integer(ratio), section.integer("atLeast"));
    }
}
