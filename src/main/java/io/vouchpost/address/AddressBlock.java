package io.vouchpost.address;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import inet.ipaddr.IncompatibleAddressException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A network in CIDR form (RFC 4632, RFC 4291 §2.3), such as {@code 192.0.2.0/24} or {@code 2001:db8::/32}; a single address is
 * a network of one. Never asks DNS. An IPv4 address inside of an IPv6 one (RFC 4291 §2.5.5.2) is the IPv4 address.
 */
public final class AddressBlock {
    private static final int IPV4_BITS = 32;
    private static final int SUBSCRIBER_BITS = 64;
    private static final int LONGEST_TEXT = 49;

    /** The forms that RFC 4632 and RFC 4291 have, and none of the many others in which addresses are written. */
    private static final IPAddressStringParameters FORMS = new IPAddressStringParameters.Builder()
            .allowEmpty(false)
            .allowAll(false)
            .allowSingleSegment(false)
            .allowMask(false)
            .allowPrefixOnly(false)
            .allowWildcardedSeparator(false)
            .setRangeOptions(inet.ipaddr.AddressStringParameters.RangeParameters.NO_RANGE)
            .getIPv4AddressParametersBuilder()
            .allow_inet_aton(false)
            .allowLeadingZeros(false)
            .getParentBuilder()
            .getIPv6AddressParametersBuilder()
            .allowZone(false)
            .allowEmptyZone(false)
            .allowBase85(false)
            .allowBinary(false)
            .getParentBuilder()
            .toParams();

    /** The library could refuse those by itself, but takes the 0 of /0 for such a one. */
    private static final Pattern ODD_LENGTH = Pattern.compile("/0[0-9]");

    /** RFC 6598. */
    private static final IPAddress SHARED = new IPAddressString("100.64.0.0/10").getAddress();

    private final IPAddress block;

    private AddressBlock(IPAddress block) {
        this.block = block;
    }

    /** The network that an address with a length behind it is in. Empty for what is none. */
    public static Optional<AddressBlock> of(String text) {
        return read(text).map(address -> new AddressBlock(address.toPrefixBlock()));
    }

    /** Only a network as such: the bits behind the prefix have to be zero. */
    public static Optional<AddressBlock> written(String text) {
        return read(text)
                .filter(address -> address.toPrefixBlock().getLower().equals(address.getLower()))
                .map(address -> new AddressBlock(address.toPrefixBlock()));
    }

    /**
     * The network that stands for one client: an IPv4 address, or an IPv6 /64, which is the least that a subscriber gets.
     * Empty where there is no address, as on a Unix socket.
     */
    public static Optional<AddressBlock> ofClient(String address) {
        return around(address, IPV4_BITS, SUBSCRIBER_BITS);
    }

    /** The network of these sizes that an address is in; empty where there is no address. */
    public static Optional<AddressBlock> around(String address, int ipv4Bits, int ipv6Bits) {
        return read(address).filter(found -> !found.isPrefixed()).map(found -> around(found, ipv4Bits, ipv6Bits));
    }

    /** The network of these sizes that this one is in, or it is. */
    public AddressBlock around(int ipv4Bits, int ipv6Bits) {
        return around(block, ipv4Bits, ipv6Bits);
    }

    private static AddressBlock around(IPAddress address, int ipv4Bits, int ipv6Bits) {
        return new AddressBlock(address.toPrefixBlock(address.isIPv4() ? ipv4Bits : ipv6Bits));
    }

    public boolean isIpv6() {
        return block.isIPv6();
    }

    IPAddress block() {
        return block;
    }

    /** Whether all addresses of the other one are in this one. */
    public boolean contains(AddressBlock other) {
        return block.contains(other.block);
    }

    /** Whether the address is in it; false for what is none. */
    public boolean contains(String address) {
        return of(address).filter(this::contains).isPresent();
    }

    /** Of nobody in particular: private (RFC 1918, RFC 4193), shared (RFC 6598), link-local or loopback. */
    public boolean isPrivate() {
        return block.isLocal() || block.isLoopback() || (block.isIPv4() && SHARED.contains(block));
    }

    private static Optional<IPAddress> read(String text) {
        if (text.isEmpty()
                || text.length() > LONGEST_TEXT
                || text.indexOf('[') >= 0
                || ODD_LENGTH.matcher(text).find()) {
            return Optional.empty();
        }
        try {
            return Optional.of(unmapped(new IPAddressString(text, FORMS).toAddress()));
        } catch (AddressStringException | IncompatibleAddressException none) {
            return Optional.empty();
        }
    }

    private static IPAddress unmapped(IPAddress address) {
        if (!address.isIPv6() || !address.toIPv6().isIPv4Mapped()) {
            return address;
        }
        return address.isPrefixed() ? address : address.toIPv6().getEmbeddedIPv4Address();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressBlock that && block.equals(that.block);
    }

    @Override
    public int hashCode() {
        return block.hashCode();
    }

    /** As an operator writes it: without the length where it is a single address. */
    @Override
    public String toString() {
        return block.isMultiple()
                ? block.toCanonicalString()
                : block.getLower().withoutPrefixLength().toCanonicalString();
    }
}
