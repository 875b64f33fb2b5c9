package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vouchpost.policy.Sender;
import io.vouchpost.sasl.Credentials;
import io.vouchpost.sasl.Mechanism;
import io.vouchpost.secret.Secret;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Owns SASL exchanges. A log-in begins with any instance; the following steps go to that instance's own address. Passwords
 * are hashed elsewhere: {@link Credentials} sees to that.
 */
final class SaslVerticle extends VerticleBase {
    private static final long SWEEP_MILLIS = 5_000;

    private final Supplier<Map<String, Mechanism>> mechanisms;
    private final Credentials.Source credentials;
    private final Function<Secret, String> fingerprint;
    private final Function<String, Future<Optional<Sender>>> senders;
    private final Supplier<Duration> exchangeTimeout;

    SaslVerticle(
            Supplier<Map<String, Mechanism>> mechanisms,
            Credentials.Source credentials,
            Function<Secret, String> fingerprint,
            Function<String, Future<Optional<Sender>>> senders,
            Supplier<Duration> exchangeTimeout) {
        this.mechanisms = mechanisms;
        this.credentials = credentials;
        this.fingerprint = fingerprint;
        this.senders = senders;
        this.exchangeTimeout = exchangeTimeout;
    }

    @Override
    public Future<?> start() {
        var bus = new Bus(vertx);
        String address = "sasl." + UUID.randomUUID();
        var actors = new Actors(senders);
        var exchanges = new Exchanges(
                address,
                mechanisms,
                new GuardedCredentials.Factory(bus, credentials, new Pace(vertx), actors, fingerprint),
                actors::of,
                Clock.systemUTC());
        vertx.setPeriodic(SWEEP_MILLIS, timer -> exchanges.expire(exchangeTimeout.get()));
        return bus.serve(address, exchanges);
    }
}
