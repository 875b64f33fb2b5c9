package io.vouchpost.account;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vouchpost.sasl.AccountName;
import io.vouchpost.sasl.Form;
import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What accounts that do not exist look like: the same each time, on all replicas. */
final class Decoys {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SALT_OCTETS = 16;

    private final SecretKeySpec key;
    private final PasswordFingerprints fingerprints;
    private final SecureRandom random = new SecureRandom();

    private Decoys(byte[] secret) {
        this.key = new SecretKeySpec(secret, ALGORITHM);
        this.fingerprints = new PasswordFingerprints(secret);
    }

    static Future<Decoys> read(SqlClient client) {
        return client.query("SELECT decoy FROM installation")
                .execute()
                .map(rows -> new Decoys(rows.iterator().next().getBuffer(0).getBytes()));
    }

    PasswordFingerprints fingerprints() {
        return fingerprints;
    }

    /** As the salts of accounts are made, from a random UUID (RFC 9562 §5.4), whose six fixed bits would tell. */
    byte[] salt(String authcid) {
        var name = AccountName.of(authcid).map(AccountName::value).orElse(authcid);
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            var salt = Arrays.copyOf(mac.doFinal(name.getBytes(StandardCharsets.UTF_8)), SALT_OCTETS);
            salt[6] = (byte) ((salt[6] & 0x0f) | 0x40);
            salt[8] = (byte) ((salt[8] & 0x3f) | 0x80);
            return salt;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
        }
    }

    /** One that nothing fits, for a proof to be tried on. */
    Secret verifier(Form form) {
        var octets = new byte[form.octets()];
        random.nextBytes(octets);
        return Secret.ofOctets(octets);
    }
}
