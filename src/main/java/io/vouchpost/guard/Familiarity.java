package io.vouchpost.guard;

import com.github.benmanes.caffeine.cache.Cache;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vouchpost.config.GuardSettings;
import io.vouchpost.database.Notifications;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * From which networks accounts have logged in of late. Asked only where somebody would have to wait otherwise; what was found
 * is remembered for seconds, and forgotten at once when a network comes or goes.
 */
final class Familiarity implements Notifications.Listener {
    static final String CHANNEL = "vouchpost_familiar";

    private static final Duration FRESH = Duration.ofSeconds(30);
    /** So long it does when the database is away. */
    private static final Duration KEPT = Duration.ofMinutes(30);
    /** A network stays noted, and what counted against it cleared, so long without asking again. */
    private static final Duration QUIET = Duration.ofMinutes(1);

    private static final int MOST = 20_000;
    private static final int TOGETHER = 1_000;

    private final Clock clock;
    private final LockoutStore store;
    private final Supplier<GuardSettings> settings;
    private final Cache<String, Found> accounts;
    private final Cache<LockoutStore.Success, Boolean> noted;
    private final Batches<String, Set<String>> questions;
    private final Batches<LockoutStore.Success, Optional<Integer>> successes;

    private record Found(Set<String> networks, Instant asked) {}

    Familiarity(Vertx vertx, LockoutStore store, Supplier<GuardSettings> settings, Clock clock) {
        this.clock = clock;
        this.store = store;
        this.settings = settings;
        this.accounts = remembering(KEPT);
        this.noted = remembering(QUIET);
        this.questions = new Batches<>(vertx, "looking up familiar networks", TOGETHER, MOST, this::ask);
        this.successes = new Batches<>(vertx, "noting log-ins", TOGETHER, MOST, this::note);
    }

    private <K, V> Cache<K, V> remembering(Duration time) {
        return Memory.by(clock).maximumSize(MOST).expireAfterWrite(time).<K, V>build();
    }

    /** Whether the account has logged in from there of late. Fails never; where it cannot be known, nobody has. */
    Future<Boolean> includes(String account, String block) {
        if (account.isEmpty() || block.isEmpty() || settings.get().familiarFor().isZero()) {
            return Future.succeededFuture(false);
        }
        var known = Optional.ofNullable(accounts.getIfPresent(account));
        var now = clock.instant();
        if (known.isPresent() && known.get().asked().plus(FRESH).isAfter(now)) {
            return Future.succeededFuture(known.get().networks().contains(block));
        }
        return questions
                .ask(account)
                .onSuccess(networks -> accounts.put(account, new Found(networks, now)))
                .otherwise(fault -> known.map(Found::networks).orElse(Set.of()))
                .map(networks -> networks.contains(block));
    }

    /**
     * Notes a log-in: the network is familiar from now on, and nothing counts any more against this account from there.
     *
     * @param newcomer told how many were familiar before, where the account has never been there
     */
    void note(LockoutStore.Success success, Consumer<Integer> newcomer) {
        if (success.account().isEmpty() || noted.asMap().putIfAbsent(success, true) != null) {
            return;
        }
        successes
                .ask(success)
                .onSuccess(known -> known.ifPresent(newcomer))
                .onFailure(fault -> noted.invalidate(success));
    }

    /** Something counts against it now: the next success has to clear it. */
    void spoiled(LockoutStore.Success success) {
        noted.invalidate(success);
    }

    private Future<List<Set<String>>> ask(List<String> asked) {
        var since = clock.instant().minus(settings.get().familiarFor());
        return store.familiar(asked.stream().distinct().toList(), since).map(found -> asked.stream()
                .map(account -> found.getOrDefault(account, Set.of()))
                .toList());
    }

    private Future<List<Optional<Integer>>> note(List<LockoutStore.Success> all) {
        return store.note(all, settings.get(), clock.instant()).map(newcomers -> {
            var known = new HashMap<String, Integer>();
            newcomers.forEach(newcomer -> known.put(newcomer.block() + " " + newcomer.account(), newcomer.known()));
            newcomers.forEach(newcomer -> accounts.invalidate(newcomer.account()));
            return all.stream() // told once, also where two addresses of one network come together
                    .map(success -> Optional.ofNullable(known.remove(success.block() + " " + success.account())))
                    .toList();
        });
    }

    Future<Void> settled() {
        return Future.join(questions.settled(), successes.settled()).mapEmpty();
    }

    /** What changed while nobody listened is not known. */
    @Override
    public void listening() {
        accounts.invalidateAll();
    }

    @Override
    public void notified(String account) {
        accounts.invalidate(account);
    }

    @Override
    public void lost() {}
}
