package io.vouchpost.account;

import io.vertx.ext.auth.hashing.HashingStrategy;
import io.vouchpost.secret.Secret;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;

/**
 * What is kept of a password: PBKDF2 with HMAC-SHA-512, in the form that Vert.x reads, {@code $pbkdf2$it=…$salt$hash}.
 * Making one takes a tenth of a second of a core: never on an event loop.
 */
public final class PasswordHash {
    /** PLAIN can carry much more; nobody types that. */
    public static final int LONGEST_PASSWORD = 1_024;

    private static final int SALT_OCTETS = 16;
    private static final int DECOY_OCTETS = 32;

    private final HashingStrategy strategy = HashingStrategy.load();
    private final SecureRandom random = new SecureRandom();
    private final int iterations;

    public PasswordHash(int iterations) {
        this.iterations = iterations;
    }

    /** The verifier of this password, with a salt of its own. */
    public String of(Secret password) {
        // "it" must be a decimal number: anything else would quietly become 10,000
        return strategy.hash(
                "pbkdf2", Map.of("it", Integer.toString(iterations)), random(SALT_OCTETS), password.reveal());
    }

    /** One that costs as much to check as the others and that no password fits. */
    public String decoy() {
        try (var nobodys = Secret.ofText(random(DECOY_OCTETS))) {
            return of(nobodys);
        }
    }

    private String random(int octets) {
        var salt = new byte[octets];
        random.nextBytes(salt);
        return Base64.getEncoder().withoutPadding().encodeToString(salt);
    }
}
