package io.vouchpost.account;

import io.netty.util.NetUtil;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A network that a device credential may be used from, in CIDR form (RFC 4632, RFC 4291 §2.3).
 *
 * @param address its first, 4 or 16 octets as a number
 * @param bits 32 or 128
 * @param prefix how many of them count
 */
public record SourceNetwork(BigInteger address, int bits, int prefix) {
    private static final int IPV4_BITS = 32;
    private static final Pattern CIDR = Pattern.compile("(?<address>[^/]{1,45})(/(?<prefix>[0-9]{1,3}))?");

    /** Also for a single address; empty for nonsense, and for an address inside of a network. */
    public static Optional<SourceNetwork> of(String text) {
        var cidr = CIDR.matcher(text);
        if (!cidr.matches()) {
            return Optional.empty();
        }
        return octets(cidr.group("address")).flatMap(octets -> {
            int bits = octets.length * Byte.SIZE;
            int prefix = Optional.ofNullable(cidr.group("prefix"))
                    .map(Integer::parseInt)
                    .orElse(bits);
            var address = new BigInteger(1, octets);
            boolean whole = address.signum() == 0 || address.getLowestSetBit() >= bits - prefix;
            return prefix <= bits && whole ? Optional.of(new SourceNetwork(address, bits, prefix)) : Optional.empty();
        });
    }

    /**
     * @param client an address; IPv4 inside of IPv6 (RFC 4291 §2.5.5.2) counts as IPv4
     */
    public boolean contains(String client) {
        return octets(client)
                .filter(octets -> octets.length * Byte.SIZE == bits)
                .map(octets -> new BigInteger(1, octets).xor(address).shiftRight(bits - prefix))
                .filter(difference -> difference.signum() == 0)
                .isPresent();
    }

    @SuppressWarnings("NullAway") // Netty says null for what is no address
    private static Optional<byte[]> octets(String address) {
        if (address.indexOf('%') >= 0 || address.indexOf('[') >= 0) {
            return Optional.empty();
        }
        return Optional.ofNullable(NetUtil.createByteArrayFromIpAddressString(address))
                .map(SourceNetwork::unmapped);
    }

    private static byte[] unmapped(byte[] octets) {
        var number = new BigInteger(1, octets);
        boolean mapped = octets.length * Byte.SIZE > IPV4_BITS
                && number.shiftRight(IPV4_BITS).equals(BigInteger.valueOf(0xffff));
        return mapped ? Arrays.copyOfRange(octets, octets.length - Integer.BYTES, octets.length) : octets;
    }
}
