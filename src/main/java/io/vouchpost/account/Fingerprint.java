package io.vouchpost.account;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * Which certificate: SHA-256 of its DER encoding.
 *
 * @param hex 64 digits in lower case
 */
public record Fingerprint(String hex) {

    public static Fingerprint of(X509Certificate certificate) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return new Fingerprint(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was decoded can be encoded", e);
        }
    }

    /** As programs print them: upper or lower case, with colons or without. Empty for what is none. */
    public static Optional<Fingerprint> of(String typed) {
        var digits = typed.strip().replace(":", "").toLowerCase(Locale.ROOT);
        return digits.matches("[0-9a-f]{64}") ? Optional.of(new Fingerprint(digits)) : Optional.empty();
    }

    byte[] octets() {
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
