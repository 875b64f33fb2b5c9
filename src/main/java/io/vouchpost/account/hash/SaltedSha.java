package io.vouchpost.account.hash;

import io.vertx.ext.auth.hashing.HashString;
import io.vertx.ext.auth.hashing.HashingAlgorithm;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** One round of SHA over the password and then the salt, as LDAP servers keep it. Read only: too quick for anything new. */
public abstract sealed class SaltedSha implements HashingAlgorithm {
    private final HashFormat format;
    private final String digest;

    private SaltedSha(HashFormat format, String digest) {
        this.format = format;
        this.digest = digest;
    }

    public static final class Sha1 extends SaltedSha {
        public Sha1() {
            super(HashFormat.SSHA, "SHA-1");
        }
    }

    public static final class Sha256 extends SaltedSha {
        public Sha256() {
            super(HashFormat.SSHA256, "SHA-256");
        }
    }

    public static final class Sha512 extends SaltedSha {
        public Sha512() {
            super(HashFormat.SSHA512, "SHA-512");
        }
    }

    @Override
    public String id() {
        return format.id();
    }

    @Override
    public String hash(HashString text, String password) {
        try {
            var sha = MessageDigest.getInstance(digest);
            sha.update(password.getBytes(StandardCharsets.UTF_8));
            return Base64Text.of(sha.digest(Base64Text.octets(text.salt())));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has " + digest, e);
        }
    }
}
