package io.vouchpost.guard;

import com.github.benmanes.caffeine.cache.Cache;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vouchpost.config.GuardSettings;
import io.vouchpost.guard.LockoutStore.Counted;
import io.vouchpost.guard.LockoutStore.Failure;
import io.vouchpost.sasl.Guess;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Counts failed log-ins, in batches. The mechanisms that one client tries in a row for one wrong password are one guess: a proof
 * that follows counts as the first one again, and a password that is shown then is none of its own, if the first one was
 * a guess that has counted; otherwise a stale proof would make way for any number of passwords.
 */
final class Failures {
    private static final Duration IN_A_ROW = Duration.ofMinutes(10);
    private static final int MOST = 50_000;
    private static final int TOGETHER = 2_000;

    private final Clock clock;
    private final LockoutStore store;
    private final Supplier<GuardSettings> settings;
    private final Consumer<Lockout> made;
    private final Cache<Speaker, Series> series;
    private final Batches<Failure, Boolean> batches;

    private record Speaker(String session, String account) {}

    /** A guess, and whether it has counted: that is known when it is counted. One session tries one thing at a time. */
    private static final class Series {
        private final Guess guess;
        private final Trial head;
        private Future<Boolean> fresh;
        private boolean shown;

        Series(Guess guess, Trial head, Future<Boolean> fresh, boolean shown) {
            this.guess = guess;
            this.head = head;
            this.fresh = fresh;
            this.shown = shown;
        }

        synchronized boolean takes(Guard.Attempt attempt, Trial trial) {
            return guess.takes(trial.account(), attempt.mechanism(), attempt.fingerprint());
        }

        /** What was shown before is counted already. */
        synchronized Future<Boolean> goOn(boolean shows, Trial trial, Function<Failure, Future<Boolean>> count) {
            if (!shows) {
                var before = fresh;
                return count.apply(new Failure(head, true)).compose(counted -> before);
            }
            if (!shown) {
                shown = true;
                fresh = fresh.otherwise(true).compose(before -> count.apply(new Failure(trial, before))
                        .map(own -> before || own));
            }
            return fresh;
        }
    }

    /**
     * A failure on its way.
     *
     * @param again of a guess before it
     * @param counted completes when all gateways count it, whether or not it could be
     */
    record Noted(boolean again, Future<Boolean> counted) {}

    /**
     * @param made told of each lock that follows, before those who wait for the count are
     */
    Failures(Vertx vertx, LockoutStore store, Supplier<GuardSettings> settings, Clock clock, Consumer<Lockout> made) {
        this.clock = clock;
        this.store = store;
        this.settings = settings;
        this.made = made;
        this.series =
                Memory.by(clock).maximumSize(MOST).expireAfterWrite(IN_A_ROW).build();
        this.batches = new Batches<>(vertx, "counting failed log-ins", TOGETHER, MOST, this::count);
    }

    Noted note(Guard.Attempt attempt, Trial trial) {
        var speaker = new Speaker(attempt.session(), trial.account());
        var going = series.getIfPresent(speaker);
        boolean shows = !attempt.fingerprint().isEmpty();
        if (going != null && going.takes(attempt, trial)) {
            return new Noted(true, going.goOn(shows, trial, batches::ask));
        }
        var counted = batches.ask(new Failure(trial, false));
        var guess = new Guess(trial.account(), attempt.mechanism(), attempt.fingerprint());
        series.put(speaker, new Series(guess, trial, counted, shows));
        return new Noted(false, counted);
    }

    private Future<List<Boolean>> count(List<Failure> failures) {
        var now = clock.instant();
        return once(failures, now)
                .recover(deadlock -> once(failures, now)) // as with an operator who changes many accounts at a time
                .map(counted -> {
                    counted.lockouts().forEach(made);
                    return failures.stream()
                            .map(failure ->
                                    counted.guesses().contains(failure.trial().key(LockKind.CREDENTIAL)))
                            .toList();
                });
    }

    private Future<Counted> once(List<Failure> failures, Instant now) {
        return store.count(failures, settings.get(), now);
    }

    Future<Void> settled() {
        return batches.settled();
    }
}
