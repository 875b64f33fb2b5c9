package io.vouchpost.guard;

import io.vertx.core.Future;
import io.vouchpost.address.AddressBlocks;
import io.vouchpost.config.GuardSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Stands before the guard that learns from failures: turns away networks that are denied, and whoever comes or tries too
 * often in a minute, whatever becomes of it. All gateways count together.
 */
public final class Gatekeeper implements Guard {
    private final SharedCounters counters;
    private final Predicate<String> spared;
    private final Guard behind;
    private final Clock clock;
    private volatile Rules rules;

    private record Rules(AddressBlocks denied, NetworkRates connections, NetworkRates logIns) {
        static Rules of(GuardSettings settings) {
            return new Rules(
                    AddressBlocks.of(settings.deny()),
                    new NetworkRates(
                            "connections",
                            Ruling.CONNECTIONS,
                            settings.connectionsPerMinute(),
                            settings.widerNetworks()),
                    new NetworkRates("log-ins", Ruling.LOG_INS, settings.loginsPerMinute(), settings.widerNetworks()));
        }
    }

    /**
     * @param spared addresses that are not counted
     * @param behind asked when there is nothing against it here
     * @throws IllegalArgumentException for a denied network that is none
     */
    public Gatekeeper(
            SharedCounters counters, GuardSettings settings, Predicate<String> spared, Guard behind, Clock clock) {
        this.counters = counters;
        this.rules = Rules.of(settings);
        this.spared = spared;
        this.behind = behind;
        this.clock = clock;
    }

    /** New settings, from now on. */
    public void apply(GuardSettings settings) {
        rules = Rules.of(settings);
    }

    @Override
    public Future<Ruling> admit(Arrival arrival) {
        if (rules.denied().contains(arrival.address())) {
            return Future.succeededFuture(new Ruling.Denied("guard.deny", "a connection from " + arrival.address()));
        }
        return within(rules.connections(), arrival.address(), () -> behind.admit(arrival));
    }

    @Override
    public Future<Ruling> admit(Attempt attempt, Stage stage) {
        return stage == Stage.RESPONSE
                ? behind.admit(attempt, stage)
                : within(rules.logIns(), attempt.address(), () -> behind.admit(attempt, stage));
    }

    private Future<Ruling> within(NetworkRates rates, String address, Supplier<Future<Ruling>> next) {
        if (spared.test(address)) {
            return next.get();
        }
        return counters.take(rates.claims(address, clock.instant()))
                .compose(excess -> excess.<Future<Ruling>>map(known -> Future.succeededFuture(rates.refusal(known)))
                        .orElseGet(next));
    }

    @Override
    public Future<Duration> record(Attempt attempt, Result result) {
        return behind.record(attempt, result);
    }
}
