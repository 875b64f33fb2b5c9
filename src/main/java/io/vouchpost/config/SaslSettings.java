package io.vouchpost.config;

import java.time.Duration;
import java.util.List;

/**
 * How clients log in.
 *
 * @param mechanisms in the order in which they are offered
 * @param realm for the mechanisms that have one
 * @param hashThreads how many passwords are hashed at a time
 * @param hashQueue how many more may wait; above that 454 4.7.0
 * @param hashIterations cost of new password hashes (PBKDF2 with HMAC-SHA-512)
 * @param exchangeTimeout how long the client may take for all its responses
 */
public record SaslSettings(
        List<String> mechanisms,
        String realm,
        int hashThreads,
        int hashQueue,
        int hashIterations,
        Duration exchangeTimeout) {

    public SaslSettings {
        mechanisms = List.copyOf(mechanisms);
    }
}
