package io.vouchpost.sasl;

import static io.vouchpost.sasl.ServerFirst.invalid;

import io.vertx.core.Future;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.function.Supplier;

/**
 * CRAM-MD5 (RFC 2195): the server sends what looks like a message identifier and never comes again, the client its name and
 * the HMAC-MD5 of that under its password.
 */
public final class CramMd5 implements Mechanism {
    private static final int RANDOM_BITS = 128;
    private static final int DIGITS = 32;

    private final Supplier<String> challenges;

    /**
     * @param hostname ours, for the challenge
     */
    public CramMd5(String hostname) {
        this(messageIdentifiers(hostname, new SecureRandom()));
    }

    CramMd5(Supplier<String> challenges) {
        this.challenges = challenges;
    }

    private static Supplier<String> messageIdentifiers(String hostname, SecureRandom random) {
        return () ->
                "<" + new BigInteger(RANDOM_BITS, random) + "." + Instant.now().getEpochSecond() + "@" + hostname + ">";
    }

    @Override
    public String name() {
        return "CRAM-MD5";
    }

    @Override
    public Exchange start(Credentials credentials, Channel channel) {
        byte[] challenge = challenges.get().getBytes(StandardCharsets.UTF_8);
        return new ServerFirst(challenge, response -> check(response, challenge, credentials));
    }

    /** The last space parts name and digits: there may be some in the name. */
    private static Future<Step> check(byte[] response, byte[] challenge, Credentials credentials) {
        int space = response.length - DIGITS - 1;
        if (space < 0 || response[space] != ' ') {
            return invalid("CRAM-MD5 wants a name, a space and 32 hexadecimal digits");
        }
        if (space > Names.LONGEST) {
            return invalid("a name is longer than " + Names.LONGEST + " octets");
        }
        var authcid = new String(response, 0, space, StandardCharsets.UTF_8);
        var digits = new String(response, space + 1, DIGITS, StandardCharsets.ISO_8859_1);
        if (authcid.indexOf('\0') >= 0 || !digits.chars().allMatch(HexFormat::isHexDigit)) {
            return invalid("CRAM-MD5 wants a name without NUL, a space and 32 hexadecimal digits");
        }
        byte[] hmac = HexFormat.of().parseHex(digits);
        return credentials
                .verifiers(authcid, Form.CRAM_MD5)
                .compose(verifiers ->
                        verifiers.prove(states -> MessageDigest.isEqual(CramMd5State.hmac(states, challenge), hmac)))
                .map(verdict -> new Step.Done(authcid, verdict));
    }
}
