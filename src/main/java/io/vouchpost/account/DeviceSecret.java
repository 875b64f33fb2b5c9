package io.vouchpost.account;

import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * A secret made up for a device: {@code k7f3qa-xxxxx-xxxxx-xxxxx-xxxxx-xxxxx}, in the letters of base32 (RFC 4648 §6) in lower
 * case, which can be read out and typed on a keypad. The first part, the selector, is no secret: it says which credential
 * to hash for. The rest has 125 random bits. What is hashed, and what keys are derived from, is the whole as it stands.
 */
public record DeviceSecret(String selector, Secret whole) implements AutoCloseable {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int SELECTOR = 6;
    private static final int GROUPS = 5;
    private static final int GROUP = 5;
    private static final int LENGTH = SELECTOR + GROUPS * (1 + GROUP);

    static DeviceSecret generate(SecureRandom random) {
        var octets = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            octets[i] = isDash(i) ? (byte) '-' : (byte) LETTERS.charAt(random.nextInt(LETTERS.length()));
        }
        return new DeviceSecret(selector(octets), Secret.ofOctets(octets));
    }

    /** The selector of what may be one of ours by its form; empty for any other password. */
    static Optional<String> selectorOf(Secret password) {
        var octets = password.octets();
        if (octets.length != LENGTH) {
            return Optional.empty();
        }
        for (int i = 0; i < LENGTH; i++) {
            if (isDash(i) ? octets[i] != '-' : LETTERS.indexOf(octets[i]) < 0) {
                return Optional.empty();
            }
        }
        return Optional.of(selector(octets));
    }

    private static boolean isDash(int place) {
        return place >= SELECTOR && (place - SELECTOR) % (1 + GROUP) == 0;
    }

    private static String selector(byte[] octets) {
        return new String(octets, 0, SELECTOR, StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        whole.close();
    }
}
