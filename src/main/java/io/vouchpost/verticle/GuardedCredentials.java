package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vouchpost.guard.Guard;
import io.vouchpost.guard.Ruling;
import io.vouchpost.sasl.Credentials;
import io.vouchpost.secret.Secret;
import java.util.Optional;

/** Puts the guard in front of each password check of one client, and tells it what came out. */
final class GuardedCredentials implements Credentials {
    private final Bus bus;
    private final Credentials checked;
    private final String client;
    private Optional<Ruling.Wait> ruling = Optional.empty();

    /** Makes them, one for each exchange. */
    record Factory(Bus bus, Credentials checked) {
        GuardedCredentials forClient(String address) {
            return new GuardedCredentials(bus, checked, address);
        }
    }

    private GuardedCredentials(Bus bus, Credentials checked, String client) {
        this.bus = bus;
        this.checked = checked;
        this.client = client;
    }

    /** Why a check was {@link Credentials.Verdict.Barred}. */
    Optional<Ruling.Wait> ruling() {
        return ruling;
    }

    @Override
    public Future<Verdict> check(String authcid, Secret password) {
        var attempt = new Guard.Attempt(client, authcid);
        return bus.admit(attempt)
                .compose(admitted -> {
                    if (admitted instanceof Ruling.Wait wait) {
                        ruling = Optional.of(wait);
                        return Future.succeededFuture(new Verdict.Barred());
                    }
                    return checked.check(authcid, password).onSuccess(verdict -> bus.record(attempt, result(verdict)));
                })
                .otherwise(fault -> new Verdict.Unavailable("guard: " + fault.getMessage()));
    }

    private static Guard.Result result(Verdict verdict) {
        if (verdict instanceof Verdict.Accepted) {
            return Guard.Result.SUCCEEDED;
        }
        boolean guess = verdict instanceof Verdict.Rejected || verdict instanceof Verdict.Foreign;
        return guess
                ? Guard.Result.FAILED
                : Guard.Result.UNDECIDED; // who knows a disabled account's password guesses not
    }
}
