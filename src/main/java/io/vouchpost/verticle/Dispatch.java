package io.vouchpost.verticle;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vouchpost.config.DeliverySettings;
import io.vouchpost.config.Settings;
import io.vouchpost.delivery.Courier;
import io.vouchpost.delivery.Intake;
import io.vouchpost.delivery.Receipt;
import io.vouchpost.delivery.Relay;
import io.vouchpost.delivery.Reporter;
import io.vouchpost.delivery.RetrySchedule;
import io.vouchpost.delivery.Transport;
import io.vouchpost.message.Submission;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of delivery on one event loop: who takes in, who delivers, who tells; and the rounds they make. */
final class Dispatch {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** Seconds for the database to hear what was broken off. */
    private static final long TO_GIVE_BACK = 3;
    /** So often within a lease it is renewed: one renewal may fail. */
    private static final int RENEWALS = 4;

    private final Supplier<Settings> settings;
    private final Depot depot;
    private final Intake intake;
    private final Courier courier;
    private final Reporter reporter;
    private final Rounds rounds;
    private final Consumer<String> ear;
    private Optional<Future<Void>> resting = Optional.empty();

    Dispatch(Vertx vertx, Context context, Supplier<Settings> settings, Transport transport, Depot depot) {
        Supplier<DeliverySettings> delivery = () -> settings.get().delivery();
        var clock = depot.clock();
        var schedule = new RetrySchedule(new SecureRandom());
        var relay = new Relay(transport, delivery);
        this.settings = settings;
        this.depot = depot;
        this.intake = new Intake(
                delivery, relay, depot.spool(), depot.room(), depot.warden(), schedule, clock, depot.waypoints());
        this.courier = new Courier(
                vertx,
                delivery,
                transport,
                depot.spool(),
                schedule,
                clock,
                depot.warden(),
                depot.waypoints(),
                depot.journal());
        this.reporter = new Reporter(depot.spool(), relay, depot.composer(), clock, depot.waypoints());
        this.rounds = new Rounds(vertx);
        this.ear = route -> context.runOnContext(now -> courier.wake(route));
    }

    void start() {
        depot.news().subscribe(ear);
        rounds.every(() -> SECOND, "what is due in the spool", courier::tick);
        rounds.every(() -> SECOND, "telling senders", reporter::run);
        rounds.every(() -> delivery().spool().lease().dividedBy(RENEWALS), "renewing leases", courier::renew);
        rounds.every(() -> MINUTE, "finding new routes", courier::reroute);
        rounds.every(() -> MINUTE, "clearing the spool", this::forget);
    }

    /** Mail that waits on a route that is gone need not wait for the next round. */
    void routesChanged() {
        courier.reroute().onFailure(fault -> LOG.warn("finding new routes has to wait: {}", fault.getMessage()));
    }

    Future<Receipt> post(Submission submission) {
        return intake.post(submission);
    }

    private Future<Void> forget() {
        return depot.spool().forget(delivery().spool().remember(), delivery().duplicates());
    }

    private DeliverySettings delivery() {
        return settings.get().delivery();
    }

    /** Takes nothing more out of the spool. What is under way may end within the grace, which begins now. */
    Future<Void> rest() {
        if (resting.isEmpty()) {
            depot.news().unsubscribe(ear);
            resting = Optional.of(courier.stop()
                    .timeout(Math.max(1, settings.get().limits().grace().toMillis()), TimeUnit.MILLISECONDS));
        }
        return resting.get();
    }

    /**
     * After {@link #rest}. What is not done by then is given back, if there is time to say so; else it is another gateway's
     * after the lease.
     *
     * @param cutOff breaks off what is under way
     */
    Future<Void> stop(Supplier<Future<Void>> cutOff) {
        return rest().recover(
                        late -> cutOff.get().compose(cut -> courier.stop().timeout(TO_GIVE_BACK, TimeUnit.SECONDS)))
                .eventually(() -> {
                    rounds.stop();
                    return Future.succeededFuture();
                })
                .otherwiseEmpty();
    }
}
