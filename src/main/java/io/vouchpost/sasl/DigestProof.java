package io.vouchpost.sasl;

import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.crypto.digests.MD5Digest;

/**
 * The computation of DIGEST-MD5 (RFC 2831 §2.1.2.1): what the client sends for a secret, and what the server answers to show
 * that it has it too. All values as they were sent, a character for each octet.
 */
record DigestProof(String nonce, String nc, String cnonce, String qop, String digestUri, Optional<String> authzid) {
    private static final int DIGEST = 16;

    /** 16 octets, of the client: the value of {@code response}. */
    byte[] response(Secret secret) {
        return value(secret, "AUTHENTICATE:" + digestUri);
    }

    /** 16 octets, of the server: the value of {@code rspauth} (§2.1.3). */
    byte[] rspauth(Secret secret) {
        return value(secret, ":" + digestUri);
    }

    private byte[] value(Secret secret, String a2) {
        String a1 = ":" + nonce + ":" + cnonce + authzid.map(":"::concat).orElse("");
        return md5(octets(
                String.join(":", hex(md5(secret.octets(), octets(a1))), nonce, nc, cnonce, qop, hex(md5(octets(a2))))));
    }

    private static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] md5(byte[]... parts) {
        var digest = new MD5Digest();
        for (byte[] part : parts) {
            digest.update(part, 0, part.length);
        }
        var result = new byte[DIGEST];
        digest.doFinal(result, 0);
        return result;
    }
}
