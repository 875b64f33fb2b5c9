package io.vouchpost.sasl;

import io.vouchpost.secret.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.MD4Digest;

/**
 * What NTLM keeps of a password: MD4 (RFC 1320) of it in UTF-16LE, called NTOWFv1 in MS-NLMP §3.3.1. No salt, no cost, and as
 * good as the password for whoever has it.
 */
public final class NtHash {
    private NtHash() {}

    /**
     * As {@link Form#NT_HASH} wants it.
     *
     * @param password in UTF-8; stays the caller's
     * @return the caller's, to wipe
     */
    public static Secret of(Secret password) {
        var characters = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(password.octets()));
        var encoded = new byte[2 * characters.length()];
        for (int i = 0; i < characters.length(); i++) {
            encoded[2 * i] = (byte) characters.get(i);
            encoded[2 * i + 1] = (byte) (characters.get(i) >> 8);
        }
        var digest = new MD4Digest();
        digest.update(encoded, 0, encoded.length);
        var hash = new byte[Form.NT_HASH.octets()];
        digest.doFinal(hash, 0); // wipes what it has buffered
        Arrays.fill(characters.array(), '\0');
        Arrays.fill(encoded, (byte) 0);
        return Secret.ofOctets(hash);
    }
}
