package io.vouchpost.guard;

import com.github.benmanes.caffeine.cache.Cache;
import io.vouchpost.guard.Guard.Attempt;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * What is counted of guesses behind addresses that many share, in memory: an account from such an address; apart from it, each
 * client that calls itself in EHLO as one that has logged in there before; and each of them again for mechanisms that show no
 * password, where one failure cannot be told from the other, and a device with an old password makes many. Safe for all threads.
 */
final class Doors {
    private static final long MOST = 10_000;
    private static final long MOST_CLIENTS = 50_000;
    private static final Duration KEPT = Duration.ofDays(1);
    private static final Duration OF_LATE = Duration.ofDays(30);
    private static final String KNOWN = "=";
    private static final String PROOF = "/";

    private final Clock clock;
    private final Cache<LockKey, Wrongs> wrongs;
    /** Keyed as the door that each of them has. */
    private final Cache<LockKey, Boolean> clients;

    Doors(Clock clock) {
        this.clock = clock;
        this.wrongs = Memory.by(clock).maximumSize(MOST).expireAfterAccess(KEPT).build();
        this.clients = Memory.by(clock)
                .maximumSize(MOST_CLIENTS)
                .expireAfterWrite(OF_LATE)
                .build();
    }

    /** The one that the attempt comes to. It has an account unless the client names none. */
    LockKey of(Attempt attempt) {
        var own = own(attempt);
        var voice = clients.getIfPresent(own) == null ? "" : own.fingerprint();
        return new LockKey(
                LockKind.PAIR,
                own.account(),
                own.network(),
                attempt.fingerprint().isEmpty() ? voice + PROOF : voice);
    }

    private static LockKey own(Attempt attempt) {
        var pair = Trial.of(attempt, true).key(LockKind.PAIR);
        return new LockKey(LockKind.PAIR, pair.account(), pair.network(), KNOWN + Trial.word(attempt.clientName()));
    }

    /** A client has logged in. */
    void learn(Attempt attempt) {
        clients.put(own(attempt), true);
    }

    /** Counts a failure; whether it is another wrong password than those before, as far as that can be known. */
    boolean failed(LockKey door, Attempt attempt, Duration forgetAfter) {
        var known = wrongs.get(door, first -> new Wrongs());
        synchronized (known) {
            if (attempt.fingerprint().isEmpty()) {
                known.addUnknown(clock.instant(), forgetAfter);
                return true;
            }
            return known.add(attempt.fingerprint(), clock.instant(), forgetAfter);
        }
    }

    /** How many different ones there were of late. */
    int wrongs(LockKey door, Duration forgetAfter) {
        return Optional.ofNullable(wrongs.getIfPresent(door))
                .map(known -> {
                    synchronized (known) {
                        return known.count(clock.instant(), forgetAfter);
                    }
                })
                .orElse(0);
    }

    /** Whether all that is wrong there may be a device of the owner's that does not know the new password. */
    boolean mayBeADevice(LockKey door) {
        return door.fingerprint().startsWith(KNOWN) && door.fingerprint().endsWith(PROOF);
    }
}
