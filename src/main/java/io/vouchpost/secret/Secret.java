package io.vouchpost.secret;

import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Octets that must not be seen: {@link #toString} hides them, comparison takes the same time whatever differs,
 * and whoever made the secret wipes it by {@link #close} when it is no longer needed.
 */
public final class Secret implements AutoCloseable {
    private final byte[] octets;

    private Secret(byte[] octets) {
        this.octets = octets;
    }

    /** Takes the array over: the caller must not keep it. */
    public static Secret ofOctets(byte[] octets) {
        return new Secret(octets);
    }

    /** The UTF-8 octets of the text. */
    public static Secret ofText(CharSequence text) {
        var encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(text));
        var octets = new byte[encoded.remaining()];
        encoded.get(octets);
        encoded.clear().put(new byte[encoded.capacity()]);
        return new Secret(octets);
    }

    /** The octets themselves, not a copy: they become zero when the secret is closed. */
    public byte[] octets() {
        return octets;
    }

    /** The secret as UTF-8 text, for interfaces that take nothing else. The string cannot be wiped: do not keep it. */
    public String reveal() {
        return new String(octets, StandardCharsets.UTF_8);
    }

    public int length() {
        return octets.length;
    }

    @Override
    public void close() {
        Arrays.fill(octets, (byte) 0);
    }

    /** In constant time for secrets of one length. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(octets, secret.octets);
    }

    /** The same for all, so that a hash table of secrets reveals nothing of them. */
    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return "Secret(hidden)";
    }
}
