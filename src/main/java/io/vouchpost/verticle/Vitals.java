package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vouchpost.admin.Condition;
import io.vouchpost.config.Settings;
import io.vouchpost.delivery.HostHealth;
import io.vouchpost.metrics.Meters;
import io.vouchpost.metrics.Meters.Reading;
import io.vouchpost.tls.ServerCertificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the gateway is: whether it lives, whether it should be given work, and the gauges that tell. Safe for all threads. */
final class Vitals implements Condition {
    private static final Logger LOG = LoggerFactory.getLogger(Vitals.class);

    private final AtomicBoolean ready = new AtomicBoolean(true);
    private final Foundations foundations;
    private final Supplier<Settings> settings;
    private final Supplier<ServerCertificate> certificate;
    private final BooleanSupplier listening;
    private final BooleanSupplier stopping;
    private final Clock clock;

    Vitals(
            Foundations foundations,
            Supplier<Settings> settings,
            Supplier<ServerCertificate> certificate,
            BooleanSupplier listening,
            BooleanSupplier stopping,
            Clock clock) {
        this.foundations = foundations;
        this.settings = settings;
        this.certificate = certificate;
        this.listening = listening;
        this.stopping = stopping;
        this.clock = clock;
    }

    @Override
    public List<String> ailments() {
        return foundations.loops().stuck();
    }

    /** Each change of the answer is told to the log, and why; what it is asked again and again meanwhile is not. */
    @Override
    public List<String> obstacles() {
        if (stopping.getAsBoolean()) {
            return List.of("stopping");
        }
        var found = inTheWay();
        if (ready.compareAndSet(!found.isEmpty(), found.isEmpty())) {
            if (found.isEmpty()) {
                LOG.info("ready again");
            } else {
                LOG.warn("not ready any more: {}", String.join("; ", found));
            }
        }
        return found;
    }

    private List<String> inTheWay() {
        var found = new ArrayList<String>();
        if (!listening.getAsBoolean()) {
            found.add("not all ports are open");
        }
        if (!foundations.notifications().live() || !foundations.room().isKnown()) {
            found.add("the database does not answer");
        }
        foundations.room().silentDisk().ifPresent(where -> found.add("the disk of " + where + " does not answer"));
        foundations.room().obstacle(largestUsual()).ifPresent(full -> found.add("no room for mail: " + full));
        certificate.get().objection(clock.instant()).ifPresent(found::add);
        return found;
    }

    /** The largest message that may come; in a small spool less, or it would be full when it is empty. */
    private long largestUsual() {
        var now = settings.get();
        return Math.min(now.limits().messageBytes(), now.delivery().spool().octets() / 10);
    }

    /**
     * To be called once.
     *
     * @param nextHops as they are now
     */
    void meter(Meters meters, Supplier<List<HostHealth>> nextHops) {
        meters.watch(
                "vouchpost.ready",
                "Whether work should be given to it",
                () -> bit(obstacles().isEmpty()));
        meters.watch("vouchpost.stopping", "Whether it was told to stop", () -> bit(stopping.getAsBoolean()));
        meters.watch(
                "vouchpost.event.loop.lag.seconds",
                "The longest that anything had to wait on an event loop in the last minute or two",
                foundations.loops()::lag);
        meters.watch(
                "vouchpost.certificate.expiry.seconds",
                "Until the first certificate of the chain expires; negative afterwards",
                () -> Duration.between(clock.instant(), certificate.get().expires())
                                .toMillis()
                        / 1e3);
        meterSpool(meters);
        meterPools(meters);
        meters.watchEach(
                "vouchpost.next.hop.up",
                "Whether the last attempt at a host was of use",
                () -> nextHops.get().stream().map(Vitals::reading).toList());
    }

    /** Looks at the spool now, instead of when it is time to. */
    Future<Void> look() {
        return Future.all(foundations.backlog().look(), foundations.room().look())
                .mapEmpty();
    }

    private void meterSpool(Meters meters) {
        var backlog = foundations.backlog();
        var room = foundations.room();
        meters.watch(
                "vouchpost.spool.recipients",
                "Recipients that wait in the spool, of all gateways",
                backlog::recipients);
        meters.watch("vouchpost.spool.messages", "Messages in the spool, of all gateways", room::messages);
        meters.watch("vouchpost.spool.bytes", "Their octets", room::octets);
        meters.watch(
                "vouchpost.spool.oldest.seconds", "How long the oldest has waited to be sent", backlog::oldestSeconds);
        meters.watchEach(
                "vouchpost.route.oldest.seconds",
                "How long the oldest of a route has waited to be sent, where something waits",
                () -> backlog.oldestSecondsByRoute().entrySet().stream()
                        .map(route -> new Reading(List.of("route", route.getKey()), route.getValue()))
                        .toList());
    }

    private void meterPools(Meters meters) {
        var passwords = foundations.passwords();
        meters.watch("vouchpost.hashing.busy", "Threads that check a password", passwords::hashing);
        meters.watch("vouchpost.hashing.waiting", "Passwords that wait to be checked", passwords::waitingToHash);
        var name = "vouchpost.database.connections";
        var description = "Connections to the database, and who waits for one";
        var database = meters.database();
        var pool = foundations.database().pool();
        meters.watch(name, description, database::used, "state", "used");
        meters.watch(name, description, () -> Math.max(0, pool.size() - database.used()), "state", "idle");
        meters.watch(name, description, database::waiting, "state", "waiting");
    }

    private static Reading reading(HostHealth health) {
        return new Reading(List.of("host", health.host(), "route", health.route()), bit(health.isUp()));
    }

    private static double bit(boolean set) {
        return set ? 1 : 0;
    }
}
