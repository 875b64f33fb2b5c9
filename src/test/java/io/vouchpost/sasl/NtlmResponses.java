package io.vouchpost.sasl;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Responses of NTLM's second version as a client makes them, by Java's own HMAC. */
final class NtlmResponses {
    /** MS-NLMP §4.2.4.1.3: version, no time, the client's challenge, the target's AV pairs. */
    private static final byte[] CLIENT_PART = NtlmExamples.octets("""
            01010000000000000000000000000000aaaaaaaaaaaaaaaa0000000002000c00
            44006f006d00610069006e0001000c0053006500720076006500720000000000
            00000000""");

    private NtlmResponses() {}

    /**
     * @param user as the client has put it in upper case
     */
    static byte[] second(String password, String user, String domain, byte[] nonce) {
        var key = mac(NtlmExamples.hash(password).octets(), (user + domain).getBytes(StandardCharsets.UTF_16LE));
        return joined(mac(key, joined(nonce, CLIENT_PART)), CLIENT_PART);
    }

    private static byte[] mac(byte[] key, byte[] octets) {
        try {
            var mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(key, "HmacMD5"));
            return mac.doFinal(octets);
        } catch (GeneralSecurityException fault) {
            throw new AssertionError(fault);
        }
    }

    private static byte[] joined(byte[] first, byte[] second) {
        var joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
