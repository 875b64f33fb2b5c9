package io.vouchpost.dkim;

import io.vouchpost.config.DkimSettings;
import io.vouchpost.config.PemFiles;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;
import java.util.regex.Pattern;

/**
 * A private key that signs for a domain. Its public half is in the DNS under the selector.
 *
 * @param domain in lower case and A-labels
 * @param subdomains whether it signs for those too
 * @param selector RFC 6376 §3.1
 */
record SigningKey(String domain, boolean subdomains, String selector, Algorithm algorithm, PrivateKey key) {

    /** One or more labels, such as {@code 2026-10} or {@code brisbane.lab}; with the underscores that some have. */
    private static final Pattern LABELS =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,62}(\\.[A-Za-z0-9_][A-Za-z0-9_-]{0,62})*");

    private static final int USUAL_BITS = 2048;

    enum Algorithm {
        /** RFC 6376 §3.3.2. */
        RSA("rsa"),
        /** RFC 8463. */
        ED25519("ed25519");

        private final String type;

        Algorithm(String type) {
            this.type = type;
        }

        /** For {@code a=} in a signature. */
        String tag() {
            return type + "-sha256";
        }

        /** For {@code k=} in the public record. */
        String type() {
            return type;
        }
    }

    /** Reads the key, and signs something with it for a trial. Blocks. */
    static SigningKey read(DkimSettings.Key named) throws UnusableKey {
        String domain = Keyring.ascii(named.domain())
                .filter(name -> LABELS.matcher(name).matches())
                .orElseThrow(() -> new UnusableKey("\"" + named.domain() + "\" is not the name of a domain"));
        if (!LABELS.matcher(named.selector()).matches()) {
            throw new UnusableKey("\"" + named.selector() + "\" cannot be a selector: it is to be a name in the DNS");
        }
        try {
            PrivateKey key = PemFiles.signingKey(named.file());
            Algorithm algorithm = key instanceof RSAKey ? Algorithm.RSA : Algorithm.ED25519;
            SigningKey signing = new SigningKey(domain, named.subdomains(), named.selector(), algorithm, key);
            signing.sign(new byte[0]);
            return signing;
        } catch (PemFiles.Unusable e) {
            throw new UnusableKey(e.sentence());
        } catch (IllegalStateException e) {
            throw new UnusableKey(named.file() + " has a key that cannot sign");
        }
    }

    /** About a millisecond of work, for each of the algorithms. */
    byte[] sign(byte[] octets) {
        try {
            Signature signature = Signature.getInstance(algorithm == Algorithm.RSA ? "SHA256withRSA" : "Ed25519");
            signature.initSign(key);
            signature.update(algorithm == Algorithm.RSA ? octets : sha256().digest(octets)); // RFC 8463 §3
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key of " + this + " cannot sign", e);
        }
    }

    /** RFC 8301 §3.2: signers should use 2048 bits at least. */
    boolean isWeak() {
        return key instanceof RSAKey rsa && rsa.getModulus().bitLength() < USUAL_BITS;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // each Java runtime has it
        }
    }

    /** Where receivers look for the public key. */
    @Override
    public String toString() {
        return selector + "._domainkey." + domain;
    }
}
