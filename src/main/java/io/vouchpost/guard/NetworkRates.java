package io.vouchpost.guard;

import io.vouchpost.address.AddressBlock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How often something may come in a minute from an address, and from the wider networks around it: an IPv4 address and its
 * /24; an IPv6 /64, its /56 and its /48, which is what a site gets (RFC 6177).
 *
 * @param what comes, such as {@code connections}
 * @param setting that says how often
 * @param limit of an address
 * @param wider how many times as much each next wider network may
 */
record NetworkRates(String what, String setting, int limit, int wider) {

    /** Room for one more; nothing where there is no address, as on a Unix socket. */
    List<Claim> claims(String address, Instant now) {
        var window = Window.of(ChronoUnit.MINUTES, now);
        return AddressBlock.ofClient(address).stream()
                .flatMap(client -> Stream.concat(
                        Stream.of(
                                claim(client, window, limit),
                                claim(client.around(24, 56), window, (long) limit * wider)),
                        Stream.of(client)
                                .filter(AddressBlock::isIpv6)
                                .map(it -> claim(it.around(24, 48), window, (long) limit * wider * wider))))
                .toList();
    }

    private Claim claim(AddressBlock network, Window window, long most) {
        return new Claim(what + ' ' + network, window, most, 1);
    }

    Ruling.Wait refusal(Claim.Excess excess) {
        var claim = excess.claim();
        return new Ruling.Wait(
                claim.limit() == limit ? setting : Ruling.WIDER_NETWORKS,
                String.format(
                        Locale.ROOT,
                        "%d of %d %s in this minute from %s",
                        excess.known(),
                        claim.limit(),
                        what,
                        claim.key().substring(what.length() + 1)),
                claim.window().end());
    }
}
