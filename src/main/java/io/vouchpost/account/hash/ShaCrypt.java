package io.vouchpost.account.hash;

import io.vertx.ext.auth.hashing.HashString;
import io.vertx.ext.auth.hashing.HashingAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.apache.commons.codec.digest.Sha2Crypt;

/** The hashes of crypt(3) on Linux: SHA256-CRYPT and SHA512-CRYPT. Read only. */
public abstract sealed class ShaCrypt implements HashingAlgorithm {
    private final HashFormat format;
    private final String prefix;
    /** Of the password and of {@code $5$rounds=…$salt}. */
    private final BinaryOperator<String> crypt;

    private ShaCrypt(HashFormat format, String prefix, BinaryOperator<String> crypt) {
        this.format = format;
        this.prefix = prefix;
        this.crypt = crypt;
    }

    public static final class Sha256 extends ShaCrypt {
        public Sha256() {
            super(
                    HashFormat.SHA256_CRYPT,
                    "$5$",
                    (password, salt) -> Sha2Crypt.sha256Crypt(password.getBytes(StandardCharsets.UTF_8), salt));
        }
    }

    public static final class Sha512 extends ShaCrypt {
        public Sha512() {
            super(
                    HashFormat.SHA512_CRYPT,
                    "$6$",
                    (password, salt) -> Sha2Crypt.sha512Crypt(password.getBytes(StandardCharsets.UTF_8), salt));
        }
    }

    @Override
    public String id() {
        return format.id();
    }

    @Override
    public Set<String> params() {
        return Set.of("rounds");
    }

    @Override
    public String hash(HashString text, String password) {
        var salt = prefix + "rounds=" + text.params().get("rounds") + "$" + text.salt() + "$";
        var crypted = crypt.apply(password, salt);
        return crypted.substring(crypted.lastIndexOf('$') + 1);
    }
}
