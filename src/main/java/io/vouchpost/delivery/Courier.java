package io.vouchpost.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vouchpost.config.DeliverySettings;
import io.vouchpost.config.RouteSettings;
import io.vouchpost.delivery.Waypoints.Waypoint;
import io.vouchpost.spool.Note;
import io.vouchpost.spool.Parcel;
import io.vouchpost.spool.Progress;
import io.vouchpost.spool.Spool;
import io.vouchpost.spool.SpoolNews;
import io.vouchpost.spool.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Delivers what is in the spool: takes what is due on each route as long as the route has room for more, hands it over, and
 * records what became of it. Any number of gateways do so at the same time. Belongs to one context.
 */
public final class Courier {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
    private static final int STRAY_AT_A_TIME = 100;
    private static final Duration BEFORE_ANOTHER_TRY = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Supplier<DeliverySettings> settings;
    private final Transport transport;
    private final Spool spool;
    private final Relay relay;
    private final Sequel sequel;
    private final Clock clock;
    private final Warden warden;
    private final Waypoints waypoints;
    private final BiConsumer<Parcel, List<Progress>> journal;
    private final Map<String, Lane> lanes = new HashMap<>();
    private final Set<Tenure> tenures = new HashSet<>();
    private final Promise<Void> idle = Promise.promise();
    private boolean stopping;

    /**
     * @param warden says whose mail is held, also where it was let go or tried before
     * @param journal told of each attempt that was recorded
     */
    public Courier(
            Vertx vertx,
            Supplier<DeliverySettings> settings,
            Transport transport,
            Spool spool,
            RetrySchedule schedule,
            Clock clock,
            Warden warden,
            Waypoints waypoints,
            BiConsumer<Parcel, List<Progress>> journal) {
        this.vertx = vertx;
        this.settings = settings;
        this.transport = transport;
        this.spool = spool;
        this.relay = new Relay(transport, settings);
        this.sequel = new Sequel(schedule);
        this.clock = clock;
        this.warden = warden;
        this.waypoints = waypoints;
        this.journal = journal;
    }

    /** There may be something to take on this route. */
    public void wake(String route) {
        settings.get().routes().stream()
                .filter(known ->
                        route.equals(SpoolNews.ANY_ROUTE) || known.name().equals(route))
                .forEach(this::fill);
    }

    /** What time brings; called about each second. */
    public Future<Void> tick() {
        return spool.tick().compose(ready -> {
            wake(SpoolNews.ANY_ROUTE);
            return ready > 0 ? reroute() : Future.succeededFuture(); // it may have waited on a route that is gone
        });
    }

    /** Says that this gateway is still there; called several times within a lease. */
    public Future<Void> renew() {
        if (tenures.isEmpty()) {
            return Future.succeededFuture();
        }
        var asked = clock.instant();
        var held = List.copyOf(tenures);
        var lease = settings.get().spool().lease();
        return spool.renew().onSuccess(renewed -> held.forEach(tenure -> tenure.renew(asked, lease)));
    }

    /** Nothing new is taken; completed when what is under way has been recorded. */
    public Future<Void> stop() {
        stopping = true;
        completeWhenIdle();
        return idle.future();
    }

    private void completeWhenIdle() {
        if (stopping && lanes.values().stream().allMatch(Lane::isIdle)) {
            idle.tryComplete();
        }
    }

    private void fill(RouteSettings route) {
        var lane = lanes.computeIfAbsent(route.name(), name -> new Lane());
        lane.limit(route.connections() * route.hosts().size());
        var most = stopping ? 0 : lane.begin();
        if (most == 0) {
            return;
        }
        var asked = clock.instant();
        spool.take(route.name(), most)
                .onSuccess(parcels -> {
                    var more = lane.end(most, parcels.size());
                    if (!parcels.isEmpty()) {
                        waypoints.reached(Waypoint.TAKEN);
                    }
                    parcels.forEach(parcel -> deliver(route, lane, parcel, asked));
                    if (more) {
                        wake(route.name());
                    }
                    completeWhenIdle();
                })
                .onFailure(fault -> {
                    lane.end(most, 0);
                    LOG.warn("nothing can be taken out of the spool for {}: {}", route.name(), fault.getMessage());
                    completeWhenIdle();
                });
    }

    private void deliver(RouteSettings route, Lane lane, Parcel parcel, Instant asked) {
        var tenure = Tenure.begin(clock, asked, settings.get().spool().lease());
        tenures.add(tenure);
        held(parcel)
                .map(Future::succeededFuture)
                .orElseGet(() -> handOver(route, parcel, tenure))
                .recover(fault -> failed(route, parcel, fault))
                .compose(progress -> record(parcel, progress, tenure, 1))
                .onComplete(done -> {
                    tenures.remove(tenure);
                    lane.delivered();
                    if (stopping) {
                        completeWhenIdle();
                    } else {
                        wake(route.name()); // by the settings of now: it may be gone
                    }
                });
    }

    /** Whatever way it became ready again since its account is held: it goes no further than here. */
    private Optional<List<Progress>> held(Parcel parcel) {
        var submission = parcel.submission();
        return Warden.isOurs(submission)
                ? Optional.empty()
                : warden.held(submission.account()).map(why -> {
                    var now = clock.instant();
                    var note = new Note(now, Note.Kind.HELD, "", why);
                    return Collections.nCopies(
                            parcel.standings().size(),
                            new Progress(State.HELD, now, Optional.empty(), Optional.of(note)));
                });
    }

    private Future<List<Progress>> handOver(RouteSettings route, Parcel parcel, Tenure tenure) {
        var leeway = new Leeway(settings.get().timeout(), () -> {
            waypoints.reached(Waypoint.BEFORE_DOT);
            return tenure.holds();
        });
        return transport.send(route.name(), parcel.submission(), leeway).map(outcomes -> {
            waypoints.reached(Waypoint.ANSWERED);
            return progress(route, parcel, outcomes);
        });
    }

    /** A fault of this program. What is not recorded would keep its lease without end. */
    private Future<List<Progress>> failed(RouteSettings route, Parcel parcel, Throwable fault) {
        LOG.error("{}: what has become of it is not known", parcel.submission().id(), fault);
        var outcome = new Outcome.Deferred("", NextHopReplies.unprepared(), fault.toString(), true);
        return Future.succeededFuture(
                progress(route, parcel, Collections.nCopies(parcel.standings().size(), outcome)));
    }

    private List<Progress> progress(RouteSettings route, Parcel parcel, List<? extends Outcome> outcomes) {
        var now = clock.instant();
        var envelope = parcel.submission().envelope();
        return IntStream.range(0, outcomes.size())
                .mapToObj(i -> {
                    var standing = parcel.standings().get(i);
                    var before = new Sequel.Before(parcel.accepted(), standing.attempts(), standing.warned());
                    var recipient = envelope.recipients().get(i);
                    return sequel.of(outcomes.get(i), envelope, recipient, route.retry(), before, now);
                })
                .toList();
    }

    /** As long as it is not known that it is recorded it is tried again: whoever forgets it delivers it twice. */
    private Future<Void> record(Parcel parcel, List<Progress> progress, Tenure tenure, int time) {
        return spool.record(parcel, progress)
                .onSuccess(recorded -> {
                    waypoints.reached(Waypoint.RECORDED);
                    countRefusals(parcel, progress);
                    journal.accept(parcel, progress);
                })
                .recover(fault -> {
                    // told once: an outage has many of them, each second
                    LOG.atLevel(time == 1 ? Level.WARN : Level.DEBUG)
                            .log(
                                    "{}: what became of it cannot be recorded yet: {}",
                                    parcel.submission().id(),
                                    fault.getMessage());
                    if (stopping && !tenure.holds()) {
                        return Future.failedFuture(fault);
                    }
                    return vertx.timer(BEFORE_ANOTHER_TRY.toMillis(), TimeUnit.MILLISECONDS)
                            .compose(passed -> record(parcel, progress, tenure, time + 1));
                });
    }

    private void countRefusals(Parcel parcel, List<Progress> progress) {
        int refused = Math.toIntExact(progress.stream()
                .flatMap(it -> it.note().stream())
                .filter(note -> note.kind() == Note.Kind.REFUSED)
                .count());
        if (refused > 0 && !Warden.isOurs(parcel.submission())) {
            warden.refused(parcel.submission().account(), refused);
        }
    }

    /** Mail whose route is no longer in the settings goes the way that fits it now. */
    public Future<Void> reroute() {
        var known = new HashSet<String>();
        settings.get().routes().forEach(route -> known.add(route.name()));
        return spool.takeStray(known, STRAY_AT_A_TIME).compose(parcels -> {
            var moved = new ArrayList<Future<Void>>();
            parcels.forEach(parcel -> moved.add(reroute(parcel)));
            return Future.join(moved)
                    .compose(all -> parcels.size() < STRAY_AT_A_TIME ? Future.succeededFuture() : reroute());
        });
    }

    private Future<Void> reroute(Parcel parcel) {
        return spool.reroute(
                parcel,
                relay.routes(parcel.submission()).stream()
                        .map(RouteSettings::name)
                        .toList());
    }
}
