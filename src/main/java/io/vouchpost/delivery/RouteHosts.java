package io.vouchpost.delivery;

import io.vertx.core.Future;
import io.vouchpost.config.RouteSettings;
import io.vouchpost.config.RouteSettings.Host;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The hosts of a route, and which of them an attempt goes to. They are those of the settings; what finds them in DNS instead
 * (the MX records of a recipient's domain) would make one of these for each domain, by the same {@link NextHops}.
 */
final class RouteHosts {
    private record Member(Host host, NextHop hop) {
        Instant restEnd() {
            return hop.health().restEnd();
        }
    }

    private final RouteSettings settings;
    private final List<Member> members;
    private final RandomGenerator random;

    RouteHosts(RouteSettings settings, Function<Host, NextHop> opener, RandomGenerator random) {
        this.settings = settings;
        this.members = settings.hosts().stream()
                .map(host -> new Member(host, opener.apply(host)))
                .toList();
        this.random = random;
    }

    RouteSettings settings() {
        return settings;
    }

    /**
     * Whom to try now, one after the other: those that do not rest, and then the one whose rest ends first, so that no
     * message waits because of a rest.
     */
    List<NextHop> inOrder(Instant now) {
        Predicate<Member> rests = member -> now.isBefore(member.restEnd());
        var awake = members.stream().filter(rests.negate()).toList();
        var next = members.stream().filter(rests).min(Comparator.comparing(Member::restEnd));
        return Stream.concat(HostOrder.of(awake, Member::host, random).stream(), next.stream())
                .map(Member::hop)
                .toList();
    }

    /** In the order of the settings. */
    Stream<HostHealth> health() {
        return members.stream().map(member -> member.hop().health().state());
    }

    Future<Void> cutOff() {
        return Future.join(members.stream().map(member -> member.hop().cutOff()).toList())
                .mapEmpty();
    }

    Future<Void> close() {
        return Future.join(members.stream().map(member -> member.hop().close()).toList())
                .mapEmpty();
    }
}
