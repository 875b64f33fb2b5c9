package io.vouchpost.guard;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.sqlclient.SqlClient;
import io.vouchpost.config.BreakerSettings;
import io.vouchpost.config.BreakerSettings.Reaction;
import io.vouchpost.config.BreakerSettings.Threshold;
import io.vouchpost.database.Database;
import io.vouchpost.database.Interruption;
import io.vouchpost.database.Notifications;
import io.vouchpost.guard.Activity.Standing;
import io.vouchpost.guard.Tripped.Reason;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the mail of an account that behaves as if it were in other hands, until an operator decides. Whether it does is asked
 * of memory; what accounts send is counted in the database for all gateways together, and whoever is about to cross a
 * threshold waits for the sum, so that the message that crosses it is held itself. When the database is away, mail goes on
 * unless its account is known to be held. Safe for all threads.
 */
public final class Breaker implements Newcomers {
    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);
    private static final long FLUSH_MILLIS = 1_000;
    private static final long ROUND_MILLIS = 10_000;
    private static final long TIDY_MILLIS = Duration.ofMinutes(10).toMillis();
    /** Whoever does something has so long for it before another gateway looks after it. */
    private static final Duration LEEWAY = Duration.ofSeconds(30);
    /** What came in while a breaker was ended is looked for so long. */
    private static final Duration AFTERWARDS = Duration.ofHours(1);

    private static final Duration DAY = Duration.ofDays(1);

    private final Vertx vertx;
    private final BreakerStore store;
    private final Custody custody;
    private final Teller teller;
    private final Consumer<Alarm> alarms;
    private final Clock clock;
    private final BreakerMirror mirror;
    private final Activity activity;
    private final Sightings sightings;
    /** Tripped here, and not known to be in the database yet. */
    private final Map<String, Tripped> unwritten = new ConcurrentHashMap<>();
    /** By account: what is being written just now. */
    private final Map<String, Future<?>> writing = new ConcurrentHashMap<>();

    private final Interruption rounds = new Interruption(LOG, "the breakers' round");
    private final Interruption telling = new Interruption(LOG, "telling others of a breaker that is in force here");
    private final List<Long> timers = new ArrayList<>();
    private volatile Optional<BreakerSettings> settings;
    private volatile Optional<Countries> countries;

    /**
     * To be made before the notifications are started.
     *
     * @param hostname of this gateway, for letters
     * @param settings empty: nothing trips it; what it holds already stays held
     * @param countries by the settings' file; closed here
     */
    public Breaker(
            Vertx vertx,
            SqlClient client,
            Notifications notifications,
            String hostname,
            Optional<BreakerSettings> settings,
            Optional<Countries> countries,
            Custody custody,
            Consumer<Alarm> alarms,
            Clock clock) {
        this.vertx = vertx;
        this.store = new BreakerStore(client);
        this.custody = custody;
        this.teller = new Teller(store, custody, hostname, () -> this.settings, clock);
        this.alarms = alarms;
        this.clock = clock;
        this.settings = settings;
        this.countries = countries;
        this.mirror = new BreakerMirror(vertx, store, this::over);
        this.activity = new Activity(client, clock, standing -> sudden(standing).isPresent(), this::judge);
        this.sightings = new Sightings(client, clock, this::strangeCountry);
        notifications.subscribe(BreakerMirror.CHANNEL, mirror);
        timers.add(vertx.setPeriodic(FLUSH_MILLIS, timer -> activity.flush()));
        timers.add(vertx.setPeriodic(ROUND_MILLIS, timer -> round()));
        timers.add(vertx.setPeriodic(TIDY_MILLIS, timer -> activity.removeOld()
                .onFailure(fault -> LOG.warn("old activity could not be removed: {}", fault.getMessage()))));
    }

    /** New settings with another database of countries; the old one is closed. */
    public void apply(Optional<BreakerSettings> next, Optional<Countries> others) {
        var before = countries;
        settings = next;
        countries = others;
        before.ifPresent(Countries::close);
    }

    /**
     * A message has come in; fails never. Completed when {@link #held} answers for it: at once, unless the account is near a
     * threshold or has not been seen here of late. On the context of whoever asks.
     *
     * @param account its own name
     */
    public Future<Void> submitted(String account, int recipients) {
        return here(mirror.read()
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .compose(read -> sightings.settled(account))
                .otherwiseEmpty()
                .compose(settled -> settings.isEmpty() || held(account).isPresent()
                        ? Future.<Void>succeededFuture()
                        : activity.sent(account, recipients))
                .otherwiseEmpty()
                .compose(judged -> written(account))
                .otherwiseEmpty());
    }

    /** What is held shall be known to all first, or nobody could release it if this gateway died. */
    private Future<Void> written(String account) {
        var written = writing.get(account);
        return written == null ? Future.succeededFuture() : written.mapEmpty();
    }

    private Future<Void> here(Future<Void> future) {
        if (future.isComplete()) {
            return future;
        }
        Promise<Void> here = ((ContextInternal) vertx.getOrCreateContext()).promise();
        future.onComplete(here);
        return here.future();
    }

    /** A next hop has refused so many recipients of the account for good. Does not wait. */
    public void refused(String account, int recipients) {
        if (settings.isPresent() && held(account).isEmpty()) {
            activity.refused(account, recipients);
        }
    }

    /** Why the account's mail is held, for time lines; empty where it is not. Asks memory only. */
    public Optional<String> held(String account) {
        return mirror.of(account)
                .or(() -> Optional.ofNullable(unwritten.get(account)))
                .map(Tripped::words);
    }

    /** The account has logged in. Does not wait. */
    public void loggedIn(String account, String address) {
        countries.flatMap(it -> it.of(address)).ifPresent(country -> sightings.see(account, country, address));
    }

    private void strangeCountry(String account, String country, String address, int known) {
        var detail = "a log-in from " + address + " in " + country + ", a country that the account was never seen in ("
                + known + " others are known)";
        settings.ifPresent(now -> react(now.newCountry(), account, Reason.COUNTRY, detail, address));
    }

    /** The first one leads to nothing. */
    @Override
    public void seen(String account, String address, int known) {
        var detail = "a log-in from " + address + ", a network that the account was never seen in (" + known
                + " others are known)";
        settings.filter(now -> known > 0)
                .ifPresent(now -> react(now.newNetwork(), account, Reason.NETWORK, detail, address));
    }

    private void react(Reaction reaction, String account, Reason reason, String detail, String address) {
        switch (reaction) {
            case IGNORE -> {}
            case TELL -> tell(account, reason, detail, address);
            case HOLD -> trip(account, reason, detail);
        }
    }

    private void tell(String account, Reason reason, String detail, String address) {
        var now = clock.instant();
        store.isNews(account, reason, now, DAY)
                .compose(news -> {
                    if (!news) {
                        return Future.succeededFuture();
                    }
                    alarms.accept(new Alarm(now, Alarm.Kind.UNUSUAL, account, address, detail, Optional.empty()));
                    return teller.tellUnusual(account, reason, detail);
                })
                .onFailure(fault -> LOG.warn("nobody is told of {}: {}", detail, fault.getMessage()));
    }

    private void judge(String account, Standing standing) {
        if (held(account).isEmpty()) {
            sudden(standing).ifPresent(detail -> trip(account, Reason.VELOCITY, detail));
            bouncing(standing).ifPresent(detail -> trip(account, Reason.BOUNCES, detail));
        }
    }

    private Optional<String> sudden(Standing standing) {
        return settings.map(BreakerSettings::velocity)
                .filter(limit -> reached(limit, standing.recipients())
                        && standing.recipients() >= limit.ratio() * standing.most())
                .map(limit ->
                        standing.recipients() + " recipients within the hour, where the most in any hour of the last"
                                + " 14 days was " + standing.most());
    }

    private Optional<String> bouncing(Standing standing) {
        return settings.map(BreakerSettings::bounces)
                .filter(limit -> reached(limit, standing.refused())
                        && 100 * standing.refused() >= limit.ratio() * standing.all())
                .map(limit ->
                        standing.refused() + " recipients refused for good within the hour, of " + standing.all());
    }

    private static boolean reached(Threshold limit, long count) {
        return count >= limit.atLeast();
    }

    /** In force here at once, and everywhere when it is written. */
    private void trip(String account, Reason reason, String detail) {
        var tripped = new Tripped(0, account, clock.instant(), reason, detail, Optional.empty());
        if (held(account).isEmpty() && unwritten.putIfAbsent(account, tripped) == null) {
            LOG.warn("{}", tripped.words());
            write(tripped);
        }
    }

    private Future<Void> write(Tripped tripped) {
        var account = tripped.account();
        var trial = store.trip(account, tripped.reason(), tripped.detail(), tripped.since());
        writing.put(account, trial);
        return telling.watch(trial)
                .onComplete(done -> writing.remove(account, trial))
                .otherwise(Optional.empty())
                .compose(written -> {
                    written.ifPresent(trip -> {
                        mirror.put(trip.tripped());
                        unwritten.remove(account);
                    });
                    return written.filter(BreakerStore.Trip::mine)
                            .map(mine -> act(mine.tripped()))
                            .orElseGet(Future::succeededFuture);
                });
    }

    /** Does not fail. */
    private Future<Void> act(Tripped tripped) {
        alarms.accept(new Alarm(
                tripped.since(), Alarm.Kind.BREAKER, tripped.account(), "", tripped.detail(), Optional.empty()));
        return custody.hold(tripped.account(), tripped.words())
                .onFailure(fault -> LOG.warn(
                        "{}: what waits in the spool is held when its turn comes: {}",
                        tripped.account(),
                        fault.getMessage()))
                .otherwise(0)
                .compose(held -> teller.tell(tripped, held))
                .onFailure(fault ->
                        LOG.warn("{}: operator and owner are told later: {}", tripped.account(), fault.getMessage()))
                .otherwiseEmpty();
    }

    private void over(String account) {
        activity.forget(account);
        sightings.forget(account);
    }

    /** Looks after what was left undone: by this gateway while the database was away, or by one that has died. */
    Future<Void> round() {
        var now = clock.instant();
        Future<Void> done = Future.succeededFuture();
        for (var tripped : List.copyOf(unwritten.values())) {
            done = done.compose(before -> write(tripped));
        }
        return rounds.watch(done.compose(written -> store.untold(now.minus(LEEWAY)))
                        .compose(untold -> inTurn(untold, tripped -> teller.tell(tripped, 0)))
                        .compose(told -> store.ended(now.minus(AFTERWARDS), now.minus(LEEWAY)))
                        .compose(ended -> inTurn(ended, this::settle)))
                .otherwiseEmpty();
    }

    private Future<Void> settle(Tripped tripped) {
        return tripped.ended()
                .map(ending -> custody.settle(tripped.account(), ending).<Void>mapEmpty())
                .orElseGet(Future::succeededFuture);
    }

    private static Future<Void> inTurn(List<Tripped> all, Function<Tripped, Future<Void>> work) {
        Future<Void> done = Future.succeededFuture();
        for (var one : all) {
            done = done.compose(before -> work.apply(one));
        }
        return done;
    }

    /** Writes what was counted by now. */
    Future<Void> flush() {
        return activity.flush();
    }

    /** Writes the rest; to be called when nothing comes any more, and before the database is closed. */
    public Future<Void> close() {
        timers.forEach(vertx::cancelTimer);
        mirror.stop();
        countries.ifPresent(Countries::close);
        return activity.flush().compose(before -> activity.flush()).otherwiseEmpty();
    }
}
