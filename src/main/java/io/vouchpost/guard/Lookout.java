package io.vouchpost.guard;

import io.vertx.core.Future;
import io.vouchpost.sasl.AccountName;
import java.time.Duration;

/** Stands before another guard, and lets the detector of shared addresses see who comes by. */
public record Lookout(SharedAddresses shared, Guard guard) implements Guard {

    @Override
    public Future<Ruling> admit(Arrival arrival) {
        shared.arrived(arrival);
        return guard.admit(arrival);
    }

    @Override
    public Future<Ruling> admit(Attempt attempt, Stage stage) {
        return guard.admit(attempt, stage);
    }

    @Override
    public Future<Duration> record(Attempt attempt, Result result) {
        if (result == Result.SUCCEEDED) {
            AccountName.of(attempt.authcid()).ifPresent(account -> shared.loggedIn(attempt.address(), account));
        }
        return guard.record(attempt, result);
    }
}
