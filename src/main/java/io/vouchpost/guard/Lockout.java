package io.vouchpost.guard;

import java.time.Instant;

/**
 * Somebody who has to wait.
 *
 * @param key {@code account:alice@example.org}, {@code network:192.0.2.1} or {@code network:2001:db8::/64}
 * @param failures that led to it
 */
public record Lockout(String key, int failures, Instant until) {
    static final String ACCOUNT = "account:";
    static final String NETWORK = "network:";
}
