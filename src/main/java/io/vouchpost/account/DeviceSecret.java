package io.vouchpost.account;

import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * The secret of a device credential, made by us: {@code k3xw7a-q2m4ce-…}, 30 letters of base32 in groups of six. The first group
 * is no secret: it selects the credential, so that a check costs one hash however many devices an account has. The other
 * four have 120 random bits.
 *
 * @param selector the first group
 * @param secret all of it
 */
public record DeviceSecret(String selector, Secret secret) {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int GROUP = 6;
    private static final int GROUPS = 5;
    private static final int LENGTH = GROUPS * (GROUP + 1) - 1;

    public static DeviceSecret generate(SecureRandom random) {
        var octets = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            octets[i] = (byte) (betweenGroups(i) ? '-' : ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new DeviceSecret(selector(octets), Secret.ofOctets(octets));
    }

    /** The selector in what somebody has typed; empty if that cannot be the secret of a device. */
    public static Optional<String> selectorOf(Secret typed) {
        var octets = typed.octets();
        if (octets.length != LENGTH) {
            return Optional.empty();
        }
        for (int i = 0; i < LENGTH; i++) {
            if (betweenGroups(i) ? octets[i] != '-' : ALPHABET.indexOf(octets[i]) < 0) {
                return Optional.empty();
            }
        }
        return Optional.of(selector(octets));
    }

    private static boolean betweenGroups(int index) {
        return index % (GROUP + 1) == GROUP;
    }

    private static String selector(byte[] octets) {
        return new String(octets, 0, GROUP, StandardCharsets.US_ASCII);
    }
}
