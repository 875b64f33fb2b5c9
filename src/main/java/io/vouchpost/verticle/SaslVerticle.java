package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vouchpost.policy.Sender;
import io.vouchpost.sasl.Credentials;
import io.vouchpost.sasl.Mechanism;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Owns SASL exchanges. A log-in begins with any instance; the following steps go to that instance's own address. Passwords
 * are hashed elsewhere: {@link Credentials} sees to that.
 */
final class SaslVerticle extends VerticleBase {
    private static final long SWEEP_MILLIS = 5_000;

    private final List<Mechanism> mechanisms;
    private final Credentials.Source credentials;
    private final Function<String, Future<Optional<Sender>>> senders;
    private final Supplier<Duration> exchangeTimeout;

    SaslVerticle(
            List<Mechanism> mechanisms,
            Credentials.Source credentials,
            Function<String, Future<Optional<Sender>>> senders,
            Supplier<Duration> exchangeTimeout) {
        this.mechanisms = List.copyOf(mechanisms);
        this.credentials = credentials;
        this.senders = senders;
        this.exchangeTimeout = exchangeTimeout;
    }

    @Override
    public Future<?> start() {
        var bus = new Bus(vertx);
        String address = "sasl." + UUID.randomUUID();
        var exchanges = new Exchanges(
                address,
                mechanisms.stream().collect(Collectors.toMap(Mechanism::name, mechanism -> mechanism)),
                new GuardedCredentials.Factory(bus, credentials, new Pace(vertx)),
                senders,
                Clock.systemUTC());
        vertx.setPeriodic(SWEEP_MILLIS, timer -> exchanges.expire(exchangeTimeout.get()));
        return bus.serve(address, exchanges);
    }
}
