package io.vouchpost.account;

import io.vertx.ext.auth.hashing.HashingStrategy;
import io.vouchpost.account.hash.HashFormat;
import io.vouchpost.config.HashSettings;
import io.vouchpost.secret.Secret;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;

/**
 * What is kept of a password to check it when it is shown: a hash in one of the formats of {@link HashFormat}, at the cost
 * that the settings say. Making one takes a good part of a second of a core at worst: never on an event loop.
 */
public final class PasswordHash {
    /** PLAIN can carry much more; nobody types that. */
    public static final int LONGEST_PASSWORD = 1_024;

    private static final int SALT_OCTETS = 16;
    private static final int DECOY_OCTETS = 32;

    private final HashingStrategy strategy = HashingStrategy.load();
    private final SecureRandom random = new SecureRandom();
    private final HashFormat format;
    /** Decimal numbers. */
    private final Map<String, String> parameters;
    /** What a hash made today begins with. */
    private final String beginning;

    public PasswordHash(HashSettings settings) {
        switch (settings.algorithm()) {
            case ARGON2ID -> {
                format = HashFormat.ARGON2ID;
                parameters = Map.of("v", "19", "m", "" + settings.memoryKib(), "t", "" + settings.passes(), "p", "1");
                beginning = "$argon2id$v=19,m=" + settings.memoryKib() + ",t=" + settings.passes() + ",p=1$";
            }
            case PBKDF2 -> {
                format = HashFormat.PBKDF2;
                parameters = Map.of("it", "" + settings.iterations());
                beginning = "$pbkdf2$it=" + settings.iterations() + "$";
            }
            default -> throw new IllegalStateException(settings.algorithm().name());
        }
    }

    /** The verifier of this password, with a salt of its own. */
    public String of(Secret password) {
        return strategy.hash(format.id(), parameters, random(SALT_OCTETS), password.reveal());
    }

    /** Whether it is made as one would be made now; nonsense is not. */
    public boolean isCurrent(String verifier) {
        return verifier.startsWith(beginning) && HashFormat.of(verifier).isPresent();
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
