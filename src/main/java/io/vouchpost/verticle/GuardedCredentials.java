package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vouchpost.guard.Guard;
import io.vouchpost.guard.Ruling;
import io.vouchpost.sasl.Client;
import io.vouchpost.sasl.Credentials;
import io.vouchpost.sasl.Form;
import io.vouchpost.sasl.Verifiers;
import io.vouchpost.secret.Secret;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Puts the guard in front of each check of one client, and tells it what came out. */
final class GuardedCredentials implements Credentials {
    private final Bus bus;
    private final Credentials checked;
    private final String address;
    private final Pace pace;
    private Optional<Ruling.Wait> ruling = Optional.empty();

    /** Makes them, one for each exchange. */
    record Factory(Bus bus, Credentials.Source checked, Pace pace) {
        GuardedCredentials forClient(Client client) {
            return new GuardedCredentials(bus, checked.of(client), client.address(), pace);
        }
    }

    private GuardedCredentials(Bus bus, Credentials checked, String address, Pace pace) {
        this.bus = bus;
        this.checked = checked;
        this.address = address;
        this.pace = pace;
    }

    /** Why a check was {@link Credentials.Verdict.Barred}. */
    Optional<Ruling.Wait> ruling() {
        return ruling;
    }

    @Override
    public Future<Verdict> check(String authcid, Secret password) {
        return guarded(authcid, () -> checked.check(authcid, password));
    }

    @Override
    public Future<Verdict> token(String authcid, Secret token) {
        return pace.keep(() -> guarded(authcid, () -> checked.token(authcid, token)));
    }

    @Override
    public Future<Verdict> certificate(String authzid) {
        return pace.keep(() -> guarded(authzid, () -> checked.certificate(authzid)));
    }

    /** The guard is asked before anything is looked up, and told when the proof is there. */
    @Override
    public Future<Verifiers> verifiers(String authcid, Form form) {
        var attempt = new Guard.Attempt(address, authcid);
        return pace.keep(() -> admitted(
                        attempt,
                        () -> checked.verifiers(authcid, form).<Verifiers>map(found -> new Recorded(found, attempt)),
                        Verifiers::none))
                .otherwise(fault -> Verifiers.none(unavailable(fault)));
    }

    private Future<Verdict> guarded(String authcid, Supplier<Future<Verdict>> check) {
        var attempt = new Guard.Attempt(address, authcid);
        return admitted(
                        attempt,
                        () -> check.get().onSuccess(verdict -> bus.record(attempt, result(verdict))),
                        Function.identity())
                .otherwise(GuardedCredentials::unavailable);
    }

    private <T> Future<T> admitted(Guard.Attempt attempt, Supplier<Future<T>> action, Function<Verdict, T> otherwise) {
        return bus.admit(attempt).compose(admitted -> {
            if (admitted instanceof Ruling.Wait wait) {
                ruling = Optional.of(wait);
                return Future.succeededFuture(otherwise.apply(new Verdict.Barred()));
            }
            return action.get();
        });
    }

    private static Verdict unavailable(Throwable fault) {
        return new Verdict.Unavailable("guard: " + fault.getMessage());
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

    private final class Recorded implements Verifiers {
        private final Verifiers found;
        private final Guard.Attempt attempt;

        Recorded(Verifiers found, Guard.Attempt attempt) {
            this.found = found;
            this.attempt = attempt;
        }

        @Override
        public byte[] salt() {
            return found.salt();
        }

        @Override
        public int iterations() {
            return found.iterations();
        }

        @Override
        public Future<Verdict> prove(Predicate<Secret> proof) {
            return pace.keep(() -> found.prove(proof)).onSuccess(verdict -> bus.record(attempt, result(verdict)));
        }
    }
}
