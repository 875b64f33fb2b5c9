package io.vouchpost.account;

import io.vertx.core.buffer.Buffer;
import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Stands once for a one-time code: {@code k3xw-7aq2-m4ce-fh6t}, 80 random bits in base32 (RFC 4648 §6). With so many, a plain
 * hash is enough to keep.
 */
final class RecoveryCode {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int GROUP = 4;
    private static final int GROUPS = 4;
    private static final int LENGTH = GROUPS * (GROUP + 1) - 1;
    private static final Pattern FORM = Pattern.compile("[a-z2-7]{4}(-[a-z2-7]{4}){3}", Pattern.CASE_INSENSITIVE);

    private RecoveryCode() {}

    static Secret generate(SecureRandom random) {
        var octets = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            octets[i] = (byte) (i % (GROUP + 1) == GROUP ? '-' : ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return Secret.ofOctets(octets);
    }

    /** Where one begins that these octets end in; negative where there is none. */
    static int startIn(byte[] octets) {
        int start = octets.length - LENGTH;
        return start >= 0
                        && FORM.matcher(new String(octets, start, LENGTH, StandardCharsets.ISO_8859_1))
                                .matches()
                ? start
                : -1;
    }

    /** As it is kept. Upper and lower case are the same. */
    static Buffer digest(Secret code) {
        var text = code.reveal().toLowerCase(Locale.ROOT);
        try {
            return Buffer.buffer(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
