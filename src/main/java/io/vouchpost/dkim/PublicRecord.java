package io.vouchpost.dkim;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

/**
 * What is to be published in the DNS for a key (RFC 6376 §3.6, RFC 8463 §4).
 *
 * @param name of the TXT record, without a dot at its end
 * @param value of the TXT record, as one string
 */
public record PublicRecord(String name, String value) {

    /** RFC 1035 §3.3: a longer value is several strings, which verifiers join (RFC 6376 §3.6.2.2). */
    private static final int LONGEST_STRING = 255;

    static PublicRecord of(SigningKey key) {
        byte[] octets = key.algorithm() == SigningKey.Algorithm.RSA ? rsa(key) : ed25519(key);
        return new PublicRecord(
                key.toString(),
                "v=DKIM1; k=" + key.algorithm().type() + "; p="
                        + Base64.getEncoder().encodeToString(octets));
    }

    /** As a line of a zone file (RFC 1035 §5.1). */
    public String zoneLine() {
        return name + ". TXT "
                + IntStream.iterate(0, at -> at < value.length(), at -> at + LONGEST_STRING)
                        .mapToObj(at -> value.substring(at, Math.min(value.length(), at + LONGEST_STRING)))
                        .collect(Collectors.joining("\" \"", "\"", "\""));
    }

    /** SubjectPublicKeyInfo, which all write and all read, though RFC 6376 §3.6.1 names RSAPublicKey. */
    private static byte[] rsa(SigningKey key) {
        try {
            RSAPrivateCrtKey half = (RSAPrivateCrtKey) key.key();
            RSAPublicKeySpec other = new RSAPublicKeySpec(half.getModulus(), half.getPublicExponent());
            return KeyFactory.getInstance("RSA").generatePublic(other).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key of " + key + " has no public half", e);
        }
    }

    /** The bare 32 octets, computed from the seed (RFC 8032 §5.1.5, RFC 8410 §7). */
    private static byte[] ed25519(SigningKey key) {
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(key.key().getEncoded());
        byte[] seed =
                ASN1OctetString.getInstance(info.getPrivateKey().getOctets()).getOctets();
        return new Ed25519PrivateKeyParameters(seed).generatePublicKey().getEncoded();
    }
}
