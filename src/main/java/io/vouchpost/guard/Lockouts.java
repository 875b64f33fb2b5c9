package io.vouchpost.guard;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlClient;
import io.vouchpost.config.GuardSettings;
import io.vouchpost.database.Database;
import io.vouchpost.database.Notifications;
import io.vouchpost.guard.LockoutStore.Success;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Locks out who guesses at passwords, and nobody else: what is counted and locked is an account from a network, an account
 * for strangers, a network for accounts that are not familiar there, and one wrong password. Counted in PostgreSQL, for all
 * gateways together; names that do not exist are counted like the others, or a lock would tell which do. Admission is by
 * memory, unless a stranger is in the way: then the database is asked whether it is one.
 */
public final class Lockouts implements Guard {
    private static final Logger LOG = LoggerFactory.getLogger(Lockouts.class);
    private static final Ruling WELCOME = new Ruling.Welcome();
    private static final long SWEEP_MILLIS = Duration.ofMinutes(10).toMillis();
    private static final long TURNS_MILLIS = 500;

    private final Vertx vertx;
    private final LockoutStore store;
    private final Clock clock;
    private final Predicate<String> spared;
    private final Newcomers newcomers;
    private final Alarms alarms;
    private final LockoutMirror mirror;
    private final Familiarity familiarity;
    private final Failures failures;
    private final Turns turns;
    private final Tarpit tarpit;
    private final List<Long> timers;
    private volatile GuardSettings settings;

    /**
     * To be made before the notifications are started.
     *
     * @param spared addresses that are neither counted nor locked
     */
    public Lockouts(
            Vertx vertx,
            SqlClient client,
            Notifications notifications,
            GuardSettings settings,
            Clock clock,
            Predicate<String> spared,
            Consumer<Alarm> alarms,
            Newcomers newcomers) {
        this.vertx = vertx;
        this.store = new LockoutStore(client);
        this.clock = clock;
        this.spared = spared;
        this.newcomers = newcomers;
        this.settings = settings;
        this.alarms = new Alarms(clock, alarms);
        this.mirror = new LockoutMirror(vertx, store, clock);
        this.familiarity = new Familiarity(vertx, store, this::settings, clock);
        this.failures = new Failures(vertx, store, this::settings, clock, this::locked);
        this.turns = new Turns(clock);
        this.tarpit = new Tarpit(clock);
        notifications.subscribe(LockoutMirror.CHANNEL, mirror);
        notifications.subscribe(Familiarity.CHANNEL, familiarity);
        this.timers = List.of(
                vertx.setPeriodic(SWEEP_MILLIS, timer -> sweep()),
                vertx.setPeriodic(TURNS_MILLIS, timer -> turns.expire()));
    }

    private GuardSettings settings() {
        return settings;
    }

    /** New settings, from now on. */
    public void apply(GuardSettings settings) {
        this.settings = settings;
    }

    /** A locked network may come in as long as an account may be familiar there. */
    @Override
    public Future<Ruling> admit(Arrival arrival) {
        var trial = trial(new Attempt("", "", arrival.address(), "", "", ""));
        return Future.succeededFuture(
                trial.spared()
                        ? WELCOME
                        : longest(trial.strangersLocks())
                                .filter(lockout -> !lockout.welcome())
                                .map(Lockout::ruling)
                                .orElse(WELCOME));
    }

    @Override
    public Future<Ruling> admit(Attempt attempt, Stage stage) {
        var trial = trial(attempt);
        var own = longest(trial.ownLocks());
        if (own.isPresent()) {
            return Future.succeededFuture(own.get().ruling());
        }
        if (trial.spared()) {
            return Future.succeededFuture(WELCOME);
        }
        var barrier = longest(trial.strangersLocks());
        if (stage == Stage.CHALLENGE) {
            return barrier.map(lockout -> invited(trial, lockout)).orElseGet(() -> Future.succeededFuture(WELCOME));
        }
        if (barrier.isPresent() ? nobodyIsFamiliar(barrier.get()) : turns.take(attempt.session(), trial.lanes())) {
            return Future.succeededFuture(barrier.map(Lockout::ruling).orElse(WELCOME));
        }
        return familiarity
                .includes(trial.account(), trial.block())
                .compose(familiar -> familiar ? Future.succeededFuture(WELCOME) : stranger(attempt, trial));
    }

    private Future<Ruling> invited(Trial trial, Lockout barrier) {
        return nobodyIsFamiliar(barrier)
                ? Future.succeededFuture(barrier.ruling())
                : familiarity
                        .includes(trial.account(), trial.block())
                        .map(familiar -> familiar ? WELCOME : barrier.ruling());
    }

    private Future<Ruling> stranger(Attempt attempt, Trial trial) {
        return longest(trial.strangersLocks())
                .map(lockout -> Future.succeededFuture(lockout.ruling()))
                .orElseGet(() -> turns.await(attempt.session(), trial.lanes())
                        .map(granted -> granted ? again(attempt, trial) : crowded(trial)));
    }

    /** What was undecided when it began to wait is counted now. */
    private Ruling again(Attempt attempt, Trial trial) {
        var lockout = longest(Stream.concat(trial.ownLocks(), trial.strangersLocks()));
        if (lockout.isPresent()) {
            turns.giveBack(attempt.session(), trial.lanes());
            return lockout.get().ruling();
        }
        return WELCOME;
    }

    private Ruling crowded(Trial trial) {
        return new Ruling.Wait(
                LockKind.NETWORK.rule(),
                "too many log-ins of " + (trial.isNamed() ? trial.account() : "nobody in particular") + " or from "
                        + trial.network() + " tried by strangers at the same time",
                clock.instant());
    }

    private static boolean nobodyIsFamiliar(Lockout lockout) {
        return lockout.key().kind().isOfNetwork() && !lockout.welcome();
    }

    /** Those who are not welcome first: about them nobody has to be asked. */
    private Optional<Lockout> longest(Stream<LockKey> keys) {
        return keys.flatMap(key -> mirror.of(key).stream()).reduce((one, other) -> {
            if (nobodyIsFamiliar(one) != nobodyIsFamiliar(other)) {
                return nobodyIsFamiliar(one) ? one : other;
            }
            return one.until().isAfter(other.until()) ? one : other;
        });
    }

    /** Completes at once: counting goes on behind it. */
    @Override
    public Future<Duration> record(Attempt attempt, Result result) {
        var trial = trial(attempt);
        return switch (result) {
            case SUCCEEDED -> succeeded(attempt, trial);
            case FAILED -> failed(attempt, trial);
            case UNDECIDED -> {
                turns.giveBack(attempt.session(), trial.lanes());
                yield Future.succeededFuture(Duration.ZERO);
            }
        };
    }

    private Future<Duration> succeeded(Attempt attempt, Trial trial) {
        turns.giveBack(attempt.session(), trial.lanes());
        familiarity.note(success(trial), known -> newcomers.seen(trial.account(), attempt.address(), known));
        return Future.succeededFuture(Duration.ZERO);
    }

    private Future<Duration> failed(Attempt attempt, Trial trial) {
        familiarity.spoiled(success(trial));
        var noted = failures.note(attempt, trial);
        noted.counted().onComplete(counted -> turns.giveBack(attempt.session(), trial.lanes()));
        return Future.succeededFuture(
                trial.spared()
                        ? Duration.ZERO
                        : tarpit.delay(
                                trial.network(), noted.again(), settings().tarpit()));
    }

    /** From a network that is spared, nobody in particular comes. */
    private static Success success(Trial trial) {
        return new Success(trial.account(), trial.network(), trial.spared() ? "" : trial.block());
    }

    /** How many locks there are now. */
    public int count() {
        return mirror.size();
    }

    private void locked(Lockout lockout) {
        mirror.put(lockout);
        var key = lockout.key();
        var kind =
                switch (key.kind()) {
                    case CREDENTIAL -> Optional.<Alarm.Kind>empty(); // a device with an old password is no alarm
                    case PAIR, ACCOUNT, NETWORK -> Optional.of(Alarm.Kind.LOCKOUT);
                    case STUFFING -> Optional.of(Alarm.Kind.STUFFING);
                    case SPRAYING -> Optional.of(Alarm.Kind.SPRAYING);
                };
        kind.ifPresent(it -> alarms.raise(new Alarm(
                clock.instant(), it, key.account(), key.network(), lockout.seen(), Optional.of(lockout.until()))));
    }

    private Trial trial(Attempt attempt) {
        return Trial.of(attempt, spared.test(attempt.address()));
    }

    private void sweep() {
        mirror.removeExpired();
        store.sweep(settings(), clock.instant())
                .onSuccess(more -> {
                    if (more) {
                        sweep();
                    }
                })
                .onFailure(problem -> LOG.warn("old failures could not be removed: {}", problem.toString()));
    }

    /** Completes when all that was recorded is counted and noted. */
    public Future<Void> settled() {
        return Future.join(failures.settled(), familiarity.settled()).mapEmpty();
    }

    /** What is recorded already is counted first, as far as the database does it in time. Fails never. */
    public Future<Void> close() {
        timers.forEach(vertx::cancelTimer);
        mirror.stop();
        return settled().timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS).otherwiseEmpty();
    }
}
