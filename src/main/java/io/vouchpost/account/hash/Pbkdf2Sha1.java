package io.vouchpost.account.hash;

import io.vertx.ext.auth.hashing.HashString;
import io.vertx.ext.auth.hashing.HashingAlgorithm;
import java.security.GeneralSecurityException;
import java.util.Set;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** PBKDF2 (RFC 8018) with HMAC-SHA-1, 20 octets, as Dovecot keeps it. Read only. */
public final class Pbkdf2Sha1 implements HashingAlgorithm {
    private static final int BITS = 160;

    @Override
    public String id() {
        return HashFormat.PBKDF2_SHA1.id();
    }

    @Override
    public Set<String> params() {
        return Set.of("it");
    }

    @Override
    public String hash(HashString text, String password) {
        var salt = Base64Text.octets(text.salt());
        var iterations = Integer.parseInt(text.params().get("it"));
        var specification = new PBEKeySpec(password.toCharArray(), salt, iterations, BITS);
        try {
            return Base64Text.of(SecretKeyFactory.getInstance("PBKDF2WithHmacSHA1")
                    .generateSecret(specification)
                    .getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has PBKDF2 with HMAC-SHA-1", e);
        } finally {
            specification.clearPassword();
        }
    }
}
