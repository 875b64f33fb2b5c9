package io.vouchpost.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of the guard for tests: what a test is about is given, the rest is out of the way. */
public final class GuardExample {
    private GuardExample() {}

    public static GuardSettings of(
            int accountFailures,
            int networkFailures,
            Duration lockout,
            Duration longestLockout,
            Duration forgetAfter,
            int connectionsPerMinute,
            List<String> exempt) {
        return new GuardSettings(
                accountFailures,
                1_000,
                networkFailures,
                1_000,
                1_000,
                lockout,
                longestLockout,
                forgetAfter,
                Duration.ofDays(30),
                Duration.ZERO,
                connectionsPerMinute,
                100_000,
                4,
                3,
                exempt,
                List.of(),
                new GuardSettings.SharedAddress(50, 100_000),
                List.of(),
                Optional.empty());
    }

    /** Rates and networks only: so many connections and log-ins of an address in a minute, of a wider network four times. */
    public static GuardSettings rates(int connections, int logIns, List<String> exempt, List<String> deny) {
        return with(connections, logIns, exempt, deny, List.of());
    }

    /** Quotas only. */
    public static GuardSettings quotas(QuotaSettings... quotas) {
        return with(1_000_000, 1_000_000, List.of(), List.of(), List.of(quotas));
    }

    private static GuardSettings with(
            int connections, int logIns, List<String> exempt, List<String> deny, List<QuotaSettings> quotas) {
        return new GuardSettings(
                1_000,
                1_000,
                1_000,
                1_000,
                1_000,
                Duration.ofMinutes(1),
                Duration.ofMinutes(10),
                Duration.ofHours(1),
                Duration.ofDays(30),
                Duration.ZERO,
                connections,
                logIns,
                4,
                3,
                exempt,
                deny,
                new GuardSettings.SharedAddress(50, 100_000),
                quotas,
                Optional.empty());
    }
}
