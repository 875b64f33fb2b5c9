package io.vouchpost.guard;

import com.github.benmanes.caffeine.cache.Cache;
import io.vouchpost.address.AddressBlock;
import io.vouchpost.config.GuardSettings;
import io.vouchpost.sasl.AccountName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Notices that a private address stands for many clients: a load balancer, a container's bridge, a NAT of one's own, without
 * the PROXY protocol. To ban it would be to ban everybody. Safe for all threads.
 *
 * <p><b>It is told of</b> when at least {@code guard.sharedAddress.percent} of at least {@code guard.sharedAddress.sessions}
 * sessions of ten minutes came from it.
 *
 * <p><b>It is spared</b>, that is {@link #test}, for an hour after two accounts have logged in from it besides; or three
 * accounts, however few the sessions are. Why not as soon as most sessions come from it? Because one attacker on the same
 * network, or on this machine, makes most sessions as well, and by guessing faster would get leave to guess for ever. What such
 * an attacker cannot do is log in as several others; the clients behind a proxy do nothing else. And why before there are many
 * sessions? Because a flood through the proxy may come before the share is known, in the first minute of a gateway: by then
 * the clients who have logged in are what tells it from a flood of one. Until even they are there, as when a gateway starts in
 * the middle of an attack, an account still gets in from networks that are familiar to it; thus the proof comes about.
 * Addresses on the Internet are never spared, whatever logs in from there.
 */
public final class SharedAddresses implements Predicate<String> {
    /** What an operator can do about such an address. */
    static final String REMEDY =
            "Let the proxy send the PROXY protocol, and set \"proxyProtocol\" and \"trustedProxies\" of"
                    + " the listener; or let the load balancer keep the client's address";

    private static final Duration AFTERWARDS = Duration.ofHours(1);
    private static final int ACCOUNTS_OF_A_CROWD = 2;
    private static final int ACCOUNTS_OF_ANY = 3;
    private static final long MOST_ADDRESSES = 10_000;

    private final Predicate<String> exempt;
    private final Clock clock;
    private final Consumer<Alarm> alarms;
    private final Consumer<Alarm> notes;
    private final Cache<AddressBlock, Neighbour> neighbours;
    private final TenMinutes all = new TenMinutes();
    private volatile GuardSettings.SharedAddress settings;

    /** A private address. */
    private static final class Neighbour {
        final TenMinutes sessions = new TenMinutes();
        /** Who logged in last, and when. */
        final Map<String, Instant> accounts = new HashMap<>();

        Instant crowdedUntil = Instant.MIN;
        Instant quietUntil = Instant.MIN;
        Instant notedUntil = Instant.MIN;
    }

    /**
     * @param exempt addresses that are spared in any case, and so not suspected
     * @param alarms told at most once an hour of each address, while it is shared
     * @param notes told the same at most once a minute
     */
    public SharedAddresses(
            GuardSettings settings,
            Predicate<String> exempt,
            Clock clock,
            Consumer<Alarm> alarms,
            Consumer<Alarm> notes) {
        this.settings = settings.sharedAddress();
        this.exempt = exempt;
        this.clock = clock;
        this.alarms = alarms;
        this.notes = notes;
        this.neighbours = Memory.by(clock)
                .maximumSize(MOST_ADDRESSES)
                .expireAfterAccess(AFTERWARDS)
                .build();
    }

    /** New settings, from now on. */
    public void apply(GuardSettings changed) {
        settings = changed.sharedAddress();
    }

    /** A session begins. Those that a trusted proxy tells of count in the total alone, and so do exempt ones. */
    public void arrived(Guard.Arrival arrival) {
        var now = clock.instant();
        var place = arrival.proxied() ? Optional.<AddressBlock>empty() : suspect(arrival.address());
        var speech = Speech.NONE;
        synchronized (all) {
            all.count(now.toEpochMilli());
            if (place.isPresent()) {
                var neighbour = neighbours.get(place.get(), fresh -> new Neighbour());
                neighbour.sessions.count(now.toEpochMilli());
                speech = look(place.get(), neighbour, now);
            }
        }
        speech.alarm().ifPresent(alarms);
        speech.note().ifPresent(notes);
    }

    /** An account has logged in. */
    public void loggedIn(String address, AccountName account) {
        var now = clock.instant();
        suspect(address).map(neighbours::getIfPresent).ifPresent(neighbour -> {
            synchronized (all) {
                neighbour.accounts.values().removeIf(last -> last.isBefore(now.minus(AFTERWARDS)));
                if (neighbour.accounts.size() < ACCOUNTS_OF_ANY || neighbour.accounts.containsKey(account.value())) {
                    neighbour.accounts.put(account.value(), now);
                }
            }
        });
    }

    /** Whether it stands for so many that nobody may be banned for what comes from there. */
    @Override
    public boolean test(String address) {
        var now = clock.instant();
        return suspect(address)
                .map(neighbours::getIfPresent)
                .filter(neighbour -> {
                    synchronized (all) {
                        return isSpared(neighbour, now);
                    }
                })
                .isPresent();
    }

    /** How many addresses are told of at the moment. */
    public int count() {
        var now = clock.instant();
        synchronized (all) {
            return (int) neighbours.asMap().values().stream()
                    .filter(neighbour -> neighbour.crowdedUntil.isAfter(now))
                    .count();
        }
    }

    private static boolean isSpared(Neighbour neighbour, Instant now) {
        int needed = neighbour.crowdedUntil.isAfter(now) ? ACCOUNTS_OF_A_CROWD : ACCOUNTS_OF_ANY;
        return neighbour.accounts.values().stream()
                        .filter(last -> !last.isBefore(now.minus(AFTERWARDS)))
                        .count()
                >= needed;
    }

    private record Speech(Optional<Alarm> alarm, Optional<Alarm> note) {
        static final Speech NONE = new Speech(Optional.empty(), Optional.empty());
    }

    private Speech look(AddressBlock place, Neighbour neighbour, Instant now) {
        int sessions = all.sum(now.toEpochMilli());
        int here = neighbour.sessions.sum(now.toEpochMilli());
        if (sessions < settings.sessions() || here * 100L < (long) settings.percent() * sessions) {
            return Speech.NONE;
        }
        neighbour.crowdedUntil = now.plus(AFTERWARDS);
        boolean note = !now.isBefore(neighbour.notedUntil);
        boolean alarm = !now.isBefore(neighbour.quietUntil);
        if (!note && !alarm) {
            return Speech.NONE;
        }
        neighbour.notedUntil = now.plus(Duration.ofMinutes(1));
        neighbour.quietUntil = alarm ? now.plus(AFTERWARDS) : neighbour.quietUntil;
        var finding = Optional.of(new Alarm(
                now,
                Alarm.Kind.SHARED_ADDRESS,
                "",
                place.toString(),
                detail(place, here, sessions, isSpared(neighbour, now)),
                Optional.of(neighbour.crowdedUntil)));
        return new Speech(alarm ? finding : Optional.empty(), finding);
    }

    private static String detail(AddressBlock place, int here, int sessions, boolean spared) {
        return String.format(
                Locale.ROOT,
                "%d of the %d sessions of the last ten minutes came from the private address %s, and not by the PROXY"
                        + " protocol: it seems to be a proxy or a NAT, behind which all clients look like one. %s. "
                        + REMEDY,
                here,
                sessions,
                place,
                spared
                        ? "It is not banned, so nobody guessing through it is either"
                        : "It is not banned once two accounts have logged in through it");
    }

    /** The address where it is one that may be shared without our knowing. */
    private Optional<AddressBlock> suspect(String address) {
        return AddressBlock.of(address).filter(AddressBlock::isPrivate).filter(client -> !exempt.test(address));
    }
}
