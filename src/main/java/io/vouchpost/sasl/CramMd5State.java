package io.vouchpost.sasl;

import io.vouchpost.secret.Secret;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.MD5Digest;

/**
 * HMAC-MD5 (RFC 2104 §4) begun with the password as its key, and gone on with when there is a challenge. In between only the
 * two MD5 states are kept, as {@link Form#CRAM_MD5} says; that is what Dovecot's {@code {CRAM-MD5}} has in hexadecimal, too.
 */
public final class CramMd5State {
    private static final int BLOCK = 64;
    private static final int DIGEST = 16;
    private static final byte INNER = 0x36;
    private static final byte OUTER = 0x5c;
    /** Where Bouncy Castle's encoding of a state has the four words, high octet first. */
    private static final int WORDS = 16;

    private CramMd5State() {}

    /**
     * The states for a password.
     *
     * @param password stays the caller's
     * @return the caller's, 32 octets
     */
    public static Secret of(Secret password) {
        byte[] key = password.length() > BLOCK
                ? md5(password.octets())
                : password.octets().clone();
        var states = new byte[2 * DIGEST];
        begin(key, OUTER, states, 0);
        begin(key, INNER, states, DIGEST);
        Arrays.fill(key, (byte) 0);
        return Secret.ofOctets(states);
    }

    /** The HMAC-MD5 of a text, 16 octets, under the password that the states were made from. */
    static byte[] hmac(Secret states, byte[] text) {
        byte[] inner = finish(resume(states.octets(), DIGEST), text);
        return finish(resume(states.octets(), 0), inner);
    }

    private static void begin(byte[] key, byte pad, byte[] states, int at) {
        byte[] block = Arrays.copyOf(key, BLOCK);
        for (int i = 0; i < BLOCK; i++) {
            block[i] ^= pad;
        }
        byte[] encoded = encodedAfter(block);
        turnWords(encoded, WORDS, states, at);
        Arrays.fill(block, (byte) 0);
        Arrays.fill(encoded, (byte) 0);
    }

    /** All but the four words is the same after any first block: how many octets there were, and that none is left over. */
    private static MD5Digest resume(byte[] states, int at) {
        byte[] encoded = encodedAfter(new byte[BLOCK]);
        turnWords(states, at, encoded, WORDS);
        var digest = new MD5Digest(encoded);
        Arrays.fill(encoded, (byte) 0);
        return digest;
    }

    private static byte[] encodedAfter(byte[] block) {
        var digest = new MD5Digest();
        digest.update(block, 0, block.length);
        byte[] encoded = digest.getEncodedState();
        digest.reset();
        return encoded;
    }

    /** Copies four words with the octets of each the other way round. */
    private static void turnWords(byte[] from, int fromAt, byte[] to, int toAt) {
        for (int i = 0; i < DIGEST; i++) {
            to[toAt + i] = from[fromAt + (i ^ 3)];
        }
    }

    private static byte[] md5(byte[] octets) {
        return finish(new MD5Digest(), octets);
    }

    private static byte[] finish(MD5Digest digest, byte[] octets) {
        var result = new byte[DIGEST];
        digest.update(octets, 0, octets.length);
        digest.doFinal(result, 0); // which resets it
        return result;
    }
}
