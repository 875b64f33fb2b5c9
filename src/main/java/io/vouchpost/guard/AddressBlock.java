package io.vouchpost.guard;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A network in CIDR form (RFC 4632, RFC 4291 §2.3), such as {@code 192.0.2.0/24} or {@code 2001:db8::/32}. Never asks DNS.
 */
public final class AddressBlock {
    private static final int IPV4_OCTETS = 4;
    private static final int IPV4_BITS = 32;
    private static final int SUBSCRIBER_BITS = 64;

    private final byte[] first;
    private final int bits;

    private AddressBlock(byte[] address, int bits) {
        this.first = masked(address, bits);
        this.bits = bits;
    }

    /** A single address is a network of one. Empty for what is neither. */
    public static Optional<AddressBlock> of(String text) {
        var slash = text.indexOf('/');
        var address = octets(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            return Optional.empty();
        }
        var most = address.length * Byte.SIZE;
        if (slash < 0) {
            return Optional.of(new AddressBlock(address, most));
        }
        var length = text.substring(slash + 1);
        if (!length.matches("[0-9]{1,3}") || Integer.parseInt(length) > most) {
            return Optional.empty();
        }
        return Optional.of(new AddressBlock(address, Integer.parseInt(length)));
    }

    /**
     * The network that stands for one client: an IPv4 address, or an IPv6 /64, which is the least that a subscriber gets.
     * Empty where there is no address, as on a Unix socket.
     */
    static Optional<AddressBlock> ofClient(String address) {
        return Optional.ofNullable(octets(address))
                .map(octets -> new AddressBlock(octets, octets.length == IPV4_OCTETS ? IPV4_BITS : SUBSCRIBER_BITS));
    }

    /** Whether all addresses of the other one are in this one. */
    public boolean contains(AddressBlock other) {
        return first.length == other.first.length
                && bits <= other.bits
                && Arrays.compare(first, masked(other.first, bits)) == 0;
    }

    /** Numeric only; an IPv4 address inside an IPv6 one (RFC 4291 §2.5.5.2) is the IPv4 address. */
    private static byte @Nullable [] octets(String text) {
        var octets = NetUtil.createByteArrayFromIpAddressString(text);
        if (octets == null || octets.length == IPV4_OCTETS) {
            return octets;
        }
        try {
            return InetAddress.getByAddress(octets).getAddress();
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static byte[] masked(byte[] address, int bits) {
        var masked = address.clone();
        for (var i = 0; i < masked.length; i++) {
            var kept = Math.max(0, Math.min(Byte.SIZE, bits - i * Byte.SIZE));
            masked[i] &= (byte) (0xff << (Byte.SIZE - kept));
        }
        return masked;
    }

    /** As an operator writes it: without the length where it is a single address. */
    @Override
    public String toString() {
        var address = NetUtil.bytesToIpAddress(first);
        return bits == first.length * Byte.SIZE ? address : address + "/" + bits;
    }
}
