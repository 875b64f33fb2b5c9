package io.vouchpost.sasl;

import io.vouchpost.secret.Secret;
import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.MD5Digest;
import org.bouncycastle.crypto.engines.DESEngine;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * NTLM's first version (MS-NLMP §3.3.1): the hash, cut into three keys of DES, each of which encrypts the challenge. With
 * extended session security the challenge is first mixed with one of the client's.
 */
final class NtlmV1 implements NtlmProof {
    /** How long its response is: three blocks of DES. */
    static final int OCTETS = 24;

    private static final int BLOCK = 8;

    /** Octets of the hash in one key. */
    private static final int KEY = 7;

    private final byte[] challenge;
    private final Secret response;

    private NtlmV1(byte[] challenge, Secret response) {
        this.challenge = challenge;
        this.response = response;
    }

    /**
     * @param message whose NT response has {@link #OCTETS}
     */
    static NtlmV1 of(NtlmAuthenticate message, NtlmChallenge challenge) {
        boolean extended = challenge.flags().has(NtlmFlags.EXTENDED_SESSION_SECURITY)
                && isClientChallenge(message.lm().octets());
        return new NtlmV1(extended ? mixed(challenge.nonce(), message.lm().octets()) : challenge.nonce(), message.nt());
    }

    /** In the place of the LM response: the client's challenge, and zeros to the end. A few clients do not do as agreed. */
    private static boolean isClientChallenge(byte[] lm) {
        if (lm.length != OCTETS) {
            return false;
        }
        int rest = 0;
        for (int i = BLOCK; i < OCTETS; i++) {
            rest |= lm[i];
        }
        return rest == 0;
    }

    private static byte[] mixed(byte[] server, byte[] lm) {
        var digest = new MD5Digest();
        digest.update(server, 0, BLOCK);
        digest.update(lm, 0, BLOCK);
        var mixed = new byte[digest.getDigestSize()];
        digest.doFinal(mixed, 0);
        return Arrays.copyOf(mixed, BLOCK);
    }

    @Override
    public boolean isFirstVersion() {
        return true;
    }

    @Override
    public boolean fits(Secret ntHash) {
        var keys = Arrays.copyOf(ntHash.octets(), 3 * KEY); // the last of them is nearly all zeros
        var expected = new byte[OCTETS];
        for (int i = 0; i < 3; i++) {
            encrypt(keys, i * KEY, expected, i * BLOCK);
        }
        Arrays.fill(keys, (byte) 0);
        return MessageDigest.isEqual(expected, response.octets());
    }

    private void encrypt(byte[] keys, int from, byte[] expected, int to) {
        var key = new KeyParameter(spread(keys, from));
        var des = new DESEngine();
        des.init(true, key);
        des.processBlock(challenge, 0, expected, to);
        Arrays.fill(key.getKey(), (byte) 0);
    }

    /** 56 bits in eight octets, the lowest bit of each left to the parity that nobody looks at. */
    private static byte[] spread(byte[] keys, int from) {
        long bits = 0;
        for (int i = 0; i < KEY; i++) {
            bits = (bits << 8) | Byte.toUnsignedLong(keys[from + i]);
        }
        var key = new byte[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            key[i] = (byte) ((bits >> (49 - KEY * i)) << 1);
        }
        return key;
    }
}
