package io.vouchpost.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of a host from the attempts at it: down since when, and how long it rests. A line in the log when it goes down
 * and one when it is back, however many messages there are. Changed on one context; may be read anywhere.
 */
final class Health {
    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    private record Outage(Instant since, Rest rest, String cause) {}

    private final String route;
    private final String host;
    private final Duration longestRest;
    private final Clock clock;
    private volatile Optional<Outage> outage = Optional.empty();

    Health(String route, String host, Duration longestRest, Clock clock) {
        this.route = route;
        this.host = host;
        this.longestRest = longestRest;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    /** When its rest ends, or has ended. */
    Instant restEnd() {
        return outage.map(Outage::rest).orElse(Rest.NONE).end();
    }

    /** How an attempt that began then ended. */
    void learn(Instant began, Attempt attempt) {
        if (attempt instanceof Attempt.Elsewhere elsewhere) {
            failed(began, elsewhere.cause());
            return;
        }
        ((Attempt.Settled) attempt)
                .outcomes().stream()
                        .flatMap(outcome -> inVain(outcome).stream())
                        .findFirst()
                        .ifPresentOrElse(cause -> failed(began, cause), this::healed);
    }

    /** Whoever hangs in the middle of a message, or breaks off, is no better than who cannot be reached. */
    private static Optional<String> inVain(Outcome outcome) {
        return outcome instanceof Outcome.Deferred deferred
                        && (deferred.possiblyDelivered() || deferred.reply().equals(NextHopReplies.timedOut()))
                ? Optional.of(deferred.cause())
                : Optional.empty();
    }

    private void failed(Instant began, String cause) {
        var now = clock.instant();
        var since = outage.map(Outage::since).orElse(now);
        var rest = outage.map(Outage::rest).orElse(Rest.NONE).after(began, now, longestRest);
        if (outage.isEmpty()) {
            LOG.warn("{} of the route {} is down: {}", host, route, cause);
        }
        outage = Optional.of(new Outage(since, rest, cause));
    }

    /** It has spoken. */
    private void healed() {
        outage.ifPresent(over -> LOG.info(
                "{} of the route {} is back after {}",
                host,
                route,
                Duration.between(over.since(), clock.instant()).truncatedTo(ChronoUnit.SECONDS)));
        outage = Optional.empty();
    }

    HostHealth state() {
        var now = outage;
        return new HostHealth(
                route,
                host,
                now.map(Outage::since),
                now.map(Outage::rest).map(Rest::failures).orElse(0),
                now.map(Outage::rest).map(Rest::end),
                now.map(Outage::cause).orElse(""));
    }
}
