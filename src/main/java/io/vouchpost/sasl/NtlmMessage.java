package io.vouchpost.sasl;

import java.util.Arrays;
import java.util.Optional;

/**
 * One NTLM message as it came from the client (MS-NLMP §2.2): a signature, a type, then numbers with the low octet first, and
 * security buffers, which say where in the message their payload stands. What a payload overlaps is the client's business; it
 * only has to lie within the message.
 */
final class NtlmMessage {
    /** Octets: what the longest line of an exchange holds in base64 (RFC 4954 §4). */
    static final int LONGEST = 12_288 / 4 * 3;

    /** {@code NTLMSSP} and a NUL. */
    private static final byte[] SIGNATURE = {'N', 'T', 'L', 'M', 'S', 'S', 'P', 0};

    private static final int TYPE_AT = 8;

    private final byte[] octets;

    private NtlmMessage(byte[] octets) {
        this.octets = octets;
    }

    /**
     * Empty for what is no NTLM message, or one of another type.
     *
     * @param octets stay the caller's
     * @param header how many octets are to be read other than by {@link #payload}
     */
    static Optional<NtlmMessage> read(byte[] octets, int type, int header) {
        boolean fits = octets.length >= header && octets.length <= LONGEST;
        boolean signed = fits && Arrays.mismatch(octets, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length) < 0;
        return Optional.of(new NtlmMessage(octets)).filter(message -> signed && message.number(TYPE_AT) == type);
    }

    /** The octets with which a message of ours begins. */
    static byte[] signature() {
        return SIGNATURE.clone();
    }

    int length() {
        return octets.length;
    }

    /** An unsigned number of four octets. */
    long number(int at) {
        return shortNumber(at) | ((long) shortNumber(at + 2) << 16);
    }

    /** What the security buffer points at, as a copy; empty if that is not within the message. */
    Optional<byte[]> payload(int buffer) {
        int length = shortNumber(buffer);
        long offset = offset(buffer);
        if (length == 0) {
            return Optional.of(new byte[0]); // wherever it is said to be: clients leave anything there
        }
        return offset + length <= octets.length
                ? Optional.of(Arrays.copyOfRange(octets, (int) offset, (int) offset + length))
                : Optional.empty();
    }

    /** Where the payload begins; the message's end for an empty one. */
    long offset(int buffer) {
        return shortNumber(buffer) == 0 ? octets.length : number(buffer + 4);
    }

    private int shortNumber(int at) {
        return Byte.toUnsignedInt(octets[at]) | (Byte.toUnsignedInt(octets[at + 1]) << 8);
    }
}
