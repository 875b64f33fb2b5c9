package io.vouchpost.config;

import io.netty.util.NetUtil;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;

/** Networks in CIDR form (RFC 4632, RFC 4291 §2.3). Nothing is looked up. */
final class Network {
    private Network() {}

    /** With the prefix length always there, or empty with the problem told. */
    static Optional<String> normalized(String text, String pointer, Problems problems) {
        var slash = text.indexOf('/');
        var address = slash < 0 ? text : text.substring(0, slash);
        var fourOctets = NetUtil.isValidIpV4Address(address);
        if (!fourOctets && !NetUtil.isValidIpV6Address(address)) {
            problems.add(
                    pointer, String.format(Locale.ROOT, "must be a network such as \"192.0.2.0/24\", is \"%s\"", text));
            return Optional.empty();
        }
        var bits = fourOctets ? 32 : 128;
        var prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
        if (prefix > bits) {
            problems.add(
                    pointer, String.format(Locale.ROOT, "must have a prefix of at most /%d, has /%d", bits, prefix));
            return Optional.empty();
        }
        var number = new BigInteger(1, NetUtil.createByteArrayFromIpAddressString(address));
        if (number.getLowestSetBit() >= 0 && number.getLowestSetBit() < bits - prefix) {
            problems.add(
                    pointer,
                    String.format(
                            Locale.ROOT,
                            "\"%s\" is an address inside of a network: the bits behind the prefix must be zero",
                            text));
            return Optional.empty();
        }
        return Optional.of(address + '/' + prefix);
    }

    /** Is this one of the machine's own addresses, so that nothing sent there can be overheard? */
    static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("::1")
                || (NetUtil.isValidIpV4Address(host) && host.startsWith("127."));
    }
}
