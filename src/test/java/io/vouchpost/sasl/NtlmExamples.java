package io.vouchpost.sasl;

import io.vouchpost.secret.Secret;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * The examples of MS-NLMP §4.2, whose user is {@code User} of {@code Domain} with the password {@code Password}, and messages
 * laid out by hand.
 */
final class NtlmExamples {
    static final byte[] NONCE = octets("0123456789abcdef");

    /** §4.2.2.3. */
    static final byte[] V1 = octets("""
            4e544c4d5353500003000000180018006c00000018001800840000000c000c00
            480000000800080054000000100010005c000000100010009c000000358280e2
            0501280a0000000f44006f006d00610069006e00550073006500720043004f00
            4d005000550054004500520098def7b87f88aa5dafe2df779688a172def11c7d
            5ccdef1367c43011f30298a2ad35ece64f16331c44bdbed927841f94518822b1
            b3f350c8958682ecbb3e3cb7""");

    /** §4.2.3.3. */
    static final byte[] V1_EXTENDED = octets("""
            4e544c4d5353500003000000180018006c00000018001800840000000c000c00
            480000000800080054000000100010005c000000000000009c00000035820882
            0501280a0000000f44006f006d00610069006e00550073006500720043004f00
            4d0050005500540045005200aaaaaaaaaaaaaaaa000000000000000000000000
            000000007537f803ae367128ca458204bde7caf81e97ed2683267232""");

    /** §4.2.4.3. */
    static final byte[] V2 = octets("""
            4e544c4d5353500003000000180018006c00000054005400840000000c000c00
            480000000800080054000000100010005c00000010001000d8000000358288e2
            0501280a0000000f44006f006d00610069006e00550073006500720043004f00
            4d005000550054004500520086c35097ac9cec102554764a57cccc19aaaaaaaa
            aaaaaaaa68cd0ab851e51c96aabc927bebef6a1c010100000000000000000000
            00000000aaaaaaaaaaaaaaaa0000000002000c0044006f006d00610069006e00
            01000c005300650072007600650072000000000000000000c5dad2544fc97990
            94ce1ce90bc9d03e""");

    private NtlmExamples() {}

    static byte[] octets(String hexadecimal) {
        return HexFormat.of().parseHex(hexadecimal.replaceAll("\\s", ""));
    }

    static Secret hash(String password) {
        return NtHash.of(Secret.ofText(password));
    }

    /** Type 1, as short as it may be. */
    static byte[] negotiate(int flags) {
        return ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(NtlmMessage.signature())
                .putInt(1)
                .putInt(flags)
                .array();
    }

    /** Type 3, with its names in UTF-16LE, and without a workstation. */
    static byte[] authenticate(String user, String domain, byte[] lm, byte[] nt) {
        return authenticate(
                NtlmFlags.UNICODE,
                user.getBytes(StandardCharsets.UTF_16LE),
                domain.getBytes(StandardCharsets.UTF_16LE),
                lm,
                nt);
    }

    static byte[] authenticate(int flags, byte[] user, byte[] domain, byte[] lm, byte[] nt) {
        int offset = 64;
        var message = ByteBuffer.allocate(offset + lm.length + nt.length + domain.length + user.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(NtlmMessage.signature())
                .putInt(3);
        for (var payload : List.of(lm, nt, domain, user, new byte[0], new byte[0])) {
            message.putShort((short) payload.length)
                    .putShort((short) payload.length)
                    .putInt(offset);
            offset += payload.length;
        }
        return message.putInt(flags).put(lm).put(nt).put(domain).put(user).array();
    }
}
