package io.vouchpost.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * When an account's mail is held because it may be in other hands.
 *
 * @param velocity recipients in an hour: times the most of the last 14 days, and the least that counts
 * @param bounces recipients refused for good in an hour: percent of all, and the least that counts
 * @param geoip says which country an address is in
 * @param operator who is told by mail
 * @param tellOwner whether the account's owner is told, at its contact address
 */
public record BreakerSettings(
        Threshold velocity,
        Threshold bounces,
        Reaction newNetwork,
        Reaction newCountry,
        Optional<Path> geoip,
        Optional<String> operator,
        boolean tellOwner) {

    /** What something unusual leads to. */
    public enum Reaction {
        IGNORE,
        TELL,
        HOLD
    }

    /**
     * Both have to be reached.
     *
     * @param ratio a factor or a percentage
     */
    public record Threshold(int ratio, int atLeast) {}
}
