package io.vouchpost.sasl;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import io.vouchpost.secret.Secret;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * The two keys that a server keeps of a password for SCRAM (RFC 5802 §3): StoredKey, by which it knows the client, and
 * ServerKey, by which the client knows it.
 */
public final class ScramKeys {
    private final ScramMechanism hash;
    private final byte[] storedKey;
    private final byte[] serverKey;

    private ScramKeys(ScramMechanism hash, byte[] storedKey, byte[] serverKey) {
        this.hash = hash;
        this.storedKey = storedKey;
        this.serverKey = serverKey;
    }

    /**
     * Makes them, as they are kept: StoredKey, then ServerKey. Takes the time of so many iterations: for worker threads.
     *
     * @param form one of SCRAM
     * @param password not empty, in UTF-8; prepared here. Stays the caller's
     * @param salt not empty
     * @param iterations positive
     */
    public static byte[] of(Form form, Secret password, byte[] salt, int iterations) {
        var hash = hash(form);
        byte[] salted = saltedPassword(form, password, salt, iterations);
        byte[] clientKey = ScramFunctions.clientKey(hash, salted);
        byte[] storedKey = ScramFunctions.storedKey(hash, clientKey);
        byte[] serverKey = ScramFunctions.serverKey(hash, salted);
        Arrays.fill(salted, (byte) 0);
        Arrays.fill(clientKey, (byte) 0);
        byte[] both = Arrays.copyOf(storedKey, storedKey.length + serverKey.length);
        System.arraycopy(serverKey, 0, both, storedKey.length, serverKey.length);
        return both;
    }

    /** {@code Hi}, which is PBKDF2. Not the library's: that one fails for what it cannot prepare. */
    private static byte[] saltedPassword(Form form, Secret password, byte[] salt, int iterations) {
        char[] prepared = Saslprep.password(password);
        var parameters = new PBEKeySpec(prepared, salt, iterations, 8 * form.octets() / 2);
        Arrays.fill(prepared, '\0');
        try {
            return SecretKeyFactory.getInstance(form.name().replace("SCRAM_SHA_", "PBKDF2WithHmacSHA"))
                    .generateSecret(parameters)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no PBKDF2 for " + nameOf(form), e);
        } finally {
            parameters.clearPassword();
        }
    }

    /** As they were kept. */
    static ScramKeys kept(Form form, Secret octets) {
        int half = form.octets() / 2;
        return new ScramKeys(
                hash(form),
                Arrays.copyOf(octets.octets(), half),
                Arrays.copyOfRange(octets.octets(), half, form.octets()));
    }

    /** Whether the client knows the password; in constant time. */
    boolean fit(byte[] clientProof, String authMessage) {
        return ScramFunctions.verifyClientProof(hash, clientProof, storedKey, authMessage);
    }

    /** Shows the client that we know the keys. */
    byte[] serverSignature(String authMessage) {
        return ScramFunctions.serverSignature(hash, serverKey, authMessage);
    }

    void wipe() {
        Arrays.fill(storedKey, (byte) 0);
        Arrays.fill(serverKey, (byte) 0);
    }

    /** The name of the mechanism without -PLUS. */
    static String nameOf(Form form) {
        return form.name().replace('_', '-');
    }

    private static ScramMechanism hash(Form form) {
        return switch (form) {
            case SCRAM_SHA_1 -> ScramMechanism.SCRAM_SHA_1;
            case SCRAM_SHA_256 -> ScramMechanism.SCRAM_SHA_256;
            case SCRAM_SHA_512 -> ScramMechanism.SCRAM_SHA_512;
            case CRAM_MD5, DIGEST_MD5, NT_HASH -> throw new IllegalArgumentException(form + " is no form of SCRAM");
        };
    }
}
