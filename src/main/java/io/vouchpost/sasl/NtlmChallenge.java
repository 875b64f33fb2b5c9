package io.vouchpost.sasl;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The server's message, of type 2 (MS-NLMP §2.2.1.2), in answer to the client's first. */
final class NtlmChallenge {
    /** The server's challenge has so many octets. */
    static final int OCTETS = 8;

    private static final int TYPE = 2;
    private static final int HEADER = 56;

    /** Where FILETIME begins (MS-DTYP §2.3.3), which counts tenths of microseconds. */
    private static final Instant EPOCH = Instant.parse("1601-01-01T00:00:00Z");

    /** The AV pairs (MS-NLMP §2.2.2.1) that a server must give, and the one without which clients use their own clock. */
    private static final short NETBIOS_COMPUTER = 1;

    private static final short NETBIOS_DOMAIN = 2;
    private static final short TIMESTAMP = 7;
    private static final short END = 0;

    private final NtlmFlags flags;
    private final byte[] nonce;

    /**
     * @param asked by the client
     * @param nonce fresh and random, of {@link #OCTETS}
     */
    NtlmChallenge(NtlmFlags asked, byte[] nonce) {
        this.flags = asked.answer();
        this.nonce = nonce.clone();
    }

    NtlmFlags flags() {
        return flags;
    }

    byte[] nonce() {
        return nonce.clone();
    }

    /**
     * The message's octets.
     *
     * @param target the server's name, in ASCII
     * @param now for the proof of a client that trusts the server's clock
     */
    byte[] message(String target, Instant now) {
        var names = flags.has(NtlmFlags.UNICODE) ? StandardCharsets.UTF_16LE : StandardCharsets.US_ASCII;
        // also where nobody asked: Apache's and the Vert.x client's engine would fall back on NTLM's first version
        var name = target.getBytes(names);
        var information = information(target, now);
        return littleEndian(HEADER + name.length + information.length)
                .put(NtlmMessage.signature())
                .putInt(TYPE)
                .put(securityBuffer(name.length, HEADER))
                .putInt(flags.bits())
                .put(nonce)
                .putLong(0) // reserved
                .put(securityBuffer(information.length, HEADER + name.length))
                .putLong(0) // the operating system's version, where it is told
                .put(name)
                .put(information)
                .array();
    }

    /** In Unicode, whatever was agreed on for other names. */
    private static byte[] information(String target, Instant now) {
        var name = target.getBytes(StandardCharsets.UTF_16LE);
        return littleEndian(4 * 4 + 2 * name.length + 8)
                .putShort(NETBIOS_DOMAIN)
                .putShort((short) name.length)
                .put(name)
                .putShort(NETBIOS_COMPUTER)
                .putShort((short) name.length)
                .put(name)
                .putShort(TIMESTAMP)
                .putShort((short) 8)
                .putLong(EPOCH.until(now, ChronoUnit.MILLIS) * 10_000)
                .putShort(END)
                .putShort((short) 0)
                .array();
    }

    private static byte[] securityBuffer(int length, int offset) {
        return littleEndian(8)
                .putShort((short) length)
                .putShort((short) length)
                .putInt(offset)
                .array();
    }

    private static ByteBuffer littleEndian(int octets) {
        return ByteBuffer.allocate(octets).order(ByteOrder.LITTLE_ENDIAN);
    }
}
