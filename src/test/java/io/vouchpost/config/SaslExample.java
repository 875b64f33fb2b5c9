package io.vouchpost.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Log-in settings for tests of parts: cheap hashes, PLAIN and LOGIN. */
public final class SaslExample {
    private SaslExample() {}

    public static SaslSettings cheap() {
        return hashing(1, 10, 1_000);
    }

    /** Such passwords at a time, so many waiting, at such a cost. */
    public static SaslSettings hashing(int threads, int queue, int iterations) {
        return new SaslSettings(
                List.of("PLAIN", "LOGIN"),
                "example.org",
                List.of(),
                Set.of(),
                false,
                false,
                Duration.ofMinutes(1),
                Duration.ofMinutes(5),
                new HashSettings(HashSettings.Algorithm.PBKDF2, iterations, 1_024, 1, threads, queue),
                new VerifierSettings(4_096, Optional.empty(), Optional.empty()),
                Optional.empty());
    }
}
