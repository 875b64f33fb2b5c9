package io.vouchpost.delivery;

import io.vertx.core.Future;
import io.vouchpost.delivery.Waypoints.Waypoint;
import io.vouchpost.message.Submission;
import io.vouchpost.spool.Kept;
import io.vouchpost.spool.Notice;
import io.vouchpost.spool.Progress;
import io.vouchpost.spool.Spool;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells senders what became of their mail. What is to be told stands in the spool from the moment it happened, and the
 * notification takes its place in one transaction: it is neither lost nor sent twice. Belongs to one context.
 */
public final class Reporter {
    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);
    private static final int AT_ONCE = 16;
    /** In one run; a chain of futures must not grow with what is to be told. */
    private static final int ROUNDS = 50;

    private final Spool spool;
    private final Relay relay;
    private final Function<Notice, Future<Optional<Submission>>> composer;
    private final Clock clock;
    private final Waypoints waypoints;
    private boolean running;

    /**
     * @param composer makes the notification; empty where nobody is to be told
     */
    public Reporter(
            Spool spool,
            Relay relay,
            Function<Notice, Future<Optional<Submission>>> composer,
            Clock clock,
            Waypoints waypoints) {
        this.spool = spool;
        this.relay = relay;
        this.composer = composer;
        this.clock = clock;
        this.waypoints = waypoints;
    }

    /** Tells all that is to be told now. */
    public Future<Void> run() {
        if (running) {
            return Future.succeededFuture();
        }
        running = true;
        return tellSome(ROUNDS).onComplete(done -> running = false);
    }

    private Future<Void> tellSome(int rounds) {
        return spool.takeNotices(AT_ONCE).compose(notices -> {
            var told = notices.stream().map(this::tell).toList();
            return Future.join(told)
                    .otherwiseEmpty()
                    .compose(all -> rounds > 1
                                    && notices.size() == AT_ONCE
                                    && told.stream().allMatch(Future::succeeded)
                            ? tellSome(rounds - 1)
                            : Future.succeededFuture());
        });
    }

    private Future<Void> tell(Notice notice) {
        return composer.apply(notice)
                .compose(notification -> {
                    waypoints.reached(Waypoint.BEFORE_NOTIFICATION);
                    return spool.told(notice, notification.map(this::kept))
                            .onComplete(done ->
                                    notification.ifPresent(it -> it.content().release()));
                })
                .onSuccess(told -> waypoints.reached(Waypoint.NOTIFIED))
                .onFailure(fault -> LOG.warn(
                        "the sender of {} cannot be told yet: {}",
                        notice.submission().id(),
                        fault.getMessage()));
    }

    private Kept kept(Submission notification) {
        var now = clock.instant();
        var entries = relay.routes(notification).stream()
                .map(route -> new Kept.Entry(route.name(), Progress.ready(now)))
                .toList();
        return new Kept(notification, entries, Optional.empty());
    }
}
