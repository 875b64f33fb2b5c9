package io.vouchpost.sasl;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/** What can happen to octets on their way. */
final class Damage {
    private Damage() {}

    /** One bit, where there is such a one. */
    static byte[] flip(byte[] octets, int bit) {
        var flipped = BitSet.valueOf(octets);
        flipped.flip(bit);
        return bit < 8 * octets.length ? Arrays.copyOf(flipped.toByteArray(), octets.length) : octets.clone();
    }

    /** Filled up to a length. */
    static byte[] longer(byte[] octets, int length, int octet) {
        var longer = Arrays.copyOf(octets, Math.max(octets.length, length));
        Arrays.fill(longer, octets.length, longer.length, (byte) octet);
        return longer;
    }

    static byte[] concat(byte[] one, byte[] other) {
        return ByteBuffer.allocate(one.length + other.length)
                .put(one)
                .put(other)
                .array();
    }
}
