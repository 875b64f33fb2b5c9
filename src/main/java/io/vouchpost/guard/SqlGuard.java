package io.vouchpost.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlClient;
import io.vouchpost.config.GuardSettings;
import io.vouchpost.database.Notifications;
import io.vouchpost.sasl.AccountName;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts failed log-ins of accounts and of networks in PostgreSQL, for all replicas together, and locks out who has too
 * many: the first time for {@code lockout}, with each further failure twice as long. Names that do not exist are counted
 * like the others, or a lockout would tell which do. Admission is by memory alone.
 */
public final class SqlGuard implements Guard {
    private static final Logger LOG = LoggerFactory.getLogger(SqlGuard.class);
    private static final Ruling WELCOME = new Ruling.Welcome();
    private static final long TIDY_MILLIS = Duration.ofMinutes(10).toMillis();
    private static final Duration CLEARED = Duration.ofMinutes(1);
    private static final long MOST_CLEARED = 10_000;

    private final Vertx vertx;
    private final FailureStore store;
    private final Clock clock;
    private final LockoutMirror mirror;
    private final ConnectionRate rate;
    /** Accounts whose count was cleared just now: one that logs in each second need not cost a statement each second. */
    private final Cache<String, Boolean> cleared;

    private final long tidying;
    private volatile Rules rules;

    private record Rules(GuardSettings settings, List<AddressBlock> exempt) {

        static Rules of(GuardSettings settings) {
            return new Rules(
                    settings,
                    settings.exempt().stream()
                            .map(text -> AddressBlock.of(text)
                                    .orElseThrow(() -> new IllegalArgumentException(
                                            "guard.exempt: not a network in CIDR form: " + text)))
                            .toList());
        }
    }

    /**
     * To be made before the notifications are started.
     *
     * @throws IllegalArgumentException for an exempt network that is none
     */
    public SqlGuard(Vertx vertx, SqlClient client, Notifications notifications, GuardSettings settings, Clock clock) {
        this.vertx = vertx;
        this.store = new FailureStore(client);
        this.clock = clock;
        this.rules = Rules.of(settings);
        this.rate = new ConnectionRate(clock);
        this.cleared = Caffeine.newBuilder()
                .maximumSize(MOST_CLEARED)
                .expireAfterWrite(CLEARED)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .build();
        this.mirror = new LockoutMirror(vertx, store, clock);
        notifications.subscribe(LockoutMirror.CHANNEL, mirror);
        this.tidying = vertx.setPeriodic(TIDY_MILLIS, timer -> tidy());
    }

    /** New settings, from now on. */
    public void apply(GuardSettings settings) {
        rules = Rules.of(settings);
    }

    @Override
    public Future<Ruling> admit(Arrival arrival) {
        var network = counted(arrival.address());
        if (network.isEmpty()) {
            return Future.succeededFuture(WELCOME);
        }
        var key = network.get();
        var locked = mirror.of(key);
        if (locked.isPresent()) {
            return Future.succeededFuture(wait(locked.get()));
        }
        var window = rate.count(key);
        return Future.succeededFuture(
                window.connections() <= rules.settings().connectionsPerMinute()
                        ? WELCOME
                        : new Ruling.Wait(
                                "guard.connectionsPerMinute",
                                window.connections() + " connections in a minute from " + bare(key),
                                window.end()));
    }

    @Override
    public Future<Ruling> admit(Attempt attempt) {
        return Future.succeededFuture(Stream.concat(account(attempt).stream(), counted(attempt.address()).stream())
                .flatMap(key -> mirror.of(key).stream())
                .reduce((one, other) -> one.until().isAfter(other.until()) ? one : other)
                .map(SqlGuard::wait)
                .orElse(WELCOME));
    }

    @Override
    public Future<Void> record(Attempt attempt, Result result) {
        return (switch (result) {
                    case SUCCEEDED -> succeeded(attempt);
                    case FAILED -> failed(attempt);
                    case UNDECIDED -> Future.<Void>succeededFuture();
                })
                .otherwise(problem -> {
                    LOG.warn("a log-in could not be counted: {}", problem.toString());
                    return null;
                });
    }

    private Future<Void> failed(Attempt attempt) {
        var settings = rules.settings();
        var keys = new ArrayList<FailureStore.Counted>();
        account(attempt).ifPresent(key -> {
            cleared.invalidate(key);
            keys.add(new FailureStore.Counted(key, settings.accountFailures()));
        });
        counted(attempt.address())
                .ifPresent(key -> keys.add(new FailureStore.Counted(key, settings.networkFailures())));
        if (keys.isEmpty()) {
            return Future.succeededFuture();
        }
        return store.count(keys, settings, clock.instant())
                .onSuccess(lockouts -> lockouts.forEach(mirror::put))
                .mapEmpty();
    }

    /** The network's count stays: whoever guesses at many accounts may well own one. */
    private Future<Void> succeeded(Attempt attempt) {
        var key = account(attempt);
        if (key.isEmpty() || cleared.getIfPresent(key.get()) != null) {
            return Future.succeededFuture();
        }
        return store.clear(key.get())
                .onSuccess(some -> cleared.put(key.get(), true))
                .mapEmpty();
    }

    private static Optional<String> account(Attempt attempt) {
        return AccountName.of(attempt.authcid()).map(name -> Lockout.ACCOUNT + name.value());
    }

    /** The key of the network, where it is one that is counted. */
    private Optional<String> counted(String address) {
        return AddressBlock.ofClient(address)
                .filter(client -> !exempt(address))
                .map(client -> Lockout.NETWORK + client);
    }

    private boolean exempt(String address) {
        return AddressBlock.of(address)
                .filter(client -> rules.exempt().stream().anyMatch(block -> block.contains(client)))
                .isPresent();
    }

    private static Ruling wait(Lockout lockout) {
        return lockout.key().startsWith(Lockout.ACCOUNT)
                ? new Ruling.Wait(
                        Ruling.ACCOUNT_FAILURES,
                        lockout.failures() + " failed log-ins of " + bare(lockout.key()),
                        lockout.until())
                : new Ruling.Wait(
                        Ruling.NETWORK_FAILURES,
                        lockout.failures() + " failed log-ins from " + bare(lockout.key()),
                        lockout.until());
    }

    private static String bare(String key) {
        return key.substring(key.indexOf(':') + 1);
    }

    private void tidy() {
        mirror.removeExpired();
        store.forget(clock.instant().minus(rules.settings().forgetAfter()))
                .onFailure(problem -> LOG.warn("old failures could not be removed: {}", problem.toString()));
    }

    public void close() {
        mirror.stop();
        vertx.cancelTimer(tidying);
    }
}
