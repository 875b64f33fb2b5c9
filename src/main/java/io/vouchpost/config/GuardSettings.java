package io.vouchpost.config;

import java.time.Duration;
import java.util.List;

/**
 * How guessing is slowed.
 *
 * @param accountFailures failed log-ins of one account before it is locked
 * @param networkFailures failed log-ins from one network (an IPv4 address, an IPv6 /64) before it is locked
 * @param lockout the first lock; each failure beyond the threshold doubles it
 * @param longestLockout where the doubling ends
 * @param forgetAfter without a failure for so long, the count starts anew
 * @param connectionsPerMinute from one address
 * @param failuresPerSession before the connection is closed with 421; RFC 4954 §9 wants at least three
 * @param exempt networks in CIDR form that are neither counted nor locked, such as trusted proxies
 */
public record GuardSettings(
        int accountFailures,
        int networkFailures,
        Duration lockout,
        Duration longestLockout,
        Duration forgetAfter,
        int connectionsPerMinute,
        int failuresPerSession,
        List<String> exempt) {

    public GuardSettings {
        exempt = List.copyOf(exempt);
    }
}
