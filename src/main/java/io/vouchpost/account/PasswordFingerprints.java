package io.vouchpost.account;

import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells two wrong passwords apart, and nothing else of them: 16 bits of an HMAC-SHA-256 under a key that only this
 * installation has, the same in all of its gateways. One password in 65,536 has the same, so that who finds a fingerprint
 * in a log is little closer to the password.
 */
public final class PasswordFingerprints {
    private static final String ALGORITHM = "HmacSHA256";
    private static final byte[] PURPOSE = "vouchpost fingerprints of passwords".getBytes(StandardCharsets.US_ASCII);
    private static final int OCTETS = 2;

    private final SecretKeySpec key;

    /**
     * @param secret of the installation; the key is made from it
     */
    PasswordFingerprints(byte[] secret) {
        this.key = new SecretKeySpec(mac(new SecretKeySpec(secret, ALGORITHM), PURPOSE), ALGORITHM);
    }

    /** Four hexadecimal digits. */
    public String of(Secret password) {
        return HexFormat.of().formatHex(Arrays.copyOf(mac(key, password.octets()), OCTETS));
    }

    private static byte[] mac(SecretKeySpec with, byte[] octets) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(with);
            return mac.doFinal(octets);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
        }
    }
}
