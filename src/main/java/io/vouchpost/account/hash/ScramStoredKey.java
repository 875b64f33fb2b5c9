package io.vouchpost.account.hash;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import io.vertx.ext.auth.hashing.HashString;
import io.vertx.ext.auth.hashing.HashingAlgorithm;
import java.util.Set;

/** SCRAM's StoredKey (RFC 5802 §3), which checks a password that is shown as well. Read only. */
public abstract sealed class ScramStoredKey implements HashingAlgorithm {
    private final HashFormat format;
    private final ScramMechanism mechanism;

    private ScramStoredKey(HashFormat format, ScramMechanism mechanism) {
        this.format = format;
        this.mechanism = mechanism;
    }

    public static final class Sha1 extends ScramStoredKey {
        public Sha1() {
            super(HashFormat.SCRAM_SHA_1, ScramMechanism.SCRAM_SHA_1);
        }
    }

    public static final class Sha256 extends ScramStoredKey {
        public Sha256() {
            super(HashFormat.SCRAM_SHA_256, ScramMechanism.SCRAM_SHA_256);
        }
    }

    @Override
    public String id() {
        return format.id();
    }

    @Override
    public Set<String> params() {
        return Set.of("it");
    }

    @Override
    public String hash(HashString text, String password) {
        if (password.isEmpty()) {
            return ""; // has no key, and is nobody's password
        }
        // what SASLprep prohibits stays as it is typed
        var salted = ScramFunctions.saltedPassword(
                mechanism,
                StringPreparation.POSTGRESQL_PREPARATION,
                password.toCharArray(),
                Base64Text.octets(text.salt()),
                Integer.parseInt(text.params().get("it")));
        return Base64Text.of(ScramFunctions.storedKey(mechanism, ScramFunctions.clientKey(mechanism, salted)));
    }
}
