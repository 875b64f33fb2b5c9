package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vouchpost.guard.Guard;
import io.vouchpost.guard.Ruling;
import io.vouchpost.sasl.Client;
import io.vouchpost.sasl.Credentials;
import io.vouchpost.sasl.Form;
import io.vouchpost.sasl.Verifiers;
import io.vouchpost.secret.Secret;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Puts the guard in front of each check of one client, and tells it what came out. The answer to a wrong password is held back
 * as long as the guard says, whether or not there is such an account.
 */
final class GuardedCredentials implements Credentials {
    private final Bus bus;
    private final Credentials checked;
    private final Client client;
    private final Pace pace;
    private final Actors actors;
    private final Function<Secret, String> fingerprint;
    private Optional<Ruling.Wait> ruling = Optional.empty();
    private Optional<Guard.Attempt> undecided = Optional.empty();
    private String tried = "";

    /**
     * Makes them, one for each exchange.
     *
     * @param fingerprint tells two wrong passwords apart, and nothing else of them
     */
    record Factory(
            Bus bus, Credentials.Source checked, Pace pace, Actors actors, Function<Secret, String> fingerprint) {

        /** Where nobody acts as another. */
        Factory(Bus bus, Credentials.Source checked, Pace pace, Function<Secret, String> fingerprint) {
            this(bus, checked, pace, Actors.NONE, fingerprint);
        }

        GuardedCredentials forClient(Client client) {
            return new GuardedCredentials(bus, checked.of(client), client, pace, actors, fingerprint);
        }
    }

    private GuardedCredentials(
            Bus bus,
            Credentials checked,
            Client client,
            Pace pace,
            Actors actors,
            Function<Secret, String> fingerprint) {
        this.bus = bus;
        this.checked = checked;
        this.client = client;
        this.pace = pace;
        this.actors = actors;
        this.fingerprint = fingerprint;
    }

    /** Why a check was {@link Credentials.Verdict.Barred}. */
    Optional<Ruling.Wait> ruling() {
        return ruling;
    }

    /** The fingerprint of what was shown; empty where nothing was. */
    String tried() {
        return tried;
    }

    /** The exchange is over. Where nothing came of it, the guard waits for nothing any more. */
    void end() {
        undecided.ifPresent(attempt -> bus.record(attempt, Guard.Result.UNDECIDED));
        undecided = Optional.empty();
    }

    @Override
    public Future<Verdict> check(String authcid, Secret password) {
        tried = fingerprint.apply(password);
        return guarded(authcid, () -> checked.check(authcid, password));
    }

    @Override
    public Future<Verdict> token(String authcid, Secret token) {
        tried = fingerprint.apply(token);
        return guarded(authcid, () -> pace.keep(() -> checked.token(authcid, token)));
    }

    @Override
    public Future<Verdict> certificate(String authzid) {
        return guarded(authzid, () -> pace.keep(() -> checked.certificate(authzid)));
    }

    /** The guard is asked before anything is looked up, asked again when the proof is there, and told what came of it. */
    @Override
    public Future<Verifiers> verifiers(String authcid, Form form) {
        var attempt = attempt(authcid);
        return pace.keep(() -> admitted(
                        attempt,
                        Guard.Stage.CHALLENGE,
                        () -> checked.verifiers(authcid, form).<Verifiers>map(found -> new Recorded(found, attempt)),
                        Verifiers::none))
                .otherwise(fault -> Verifiers.none(unavailable(fault)));
    }

    /** What was proven counts for whoever has proven it, and was told to the guard already. */
    @Override
    public Future<Verdict> actAs(Verdict.Accepted proven, String authzid) {
        return pace.keep(() -> actors.verdict(proven, authzid));
    }

    private Future<Verdict> guarded(String authcid, Supplier<Future<Verdict>> check) {
        return guarded(attempt(authcid), Guard.Stage.WHOLE, check);
    }

    private Future<Verdict> guarded(Guard.Attempt attempt, Guard.Stage stage, Supplier<Future<Verdict>> check) {
        return admitted(
                        attempt,
                        stage,
                        () -> check.get().compose(verdict -> decided(attempt, verdict)),
                        Function.identity())
                .otherwise(GuardedCredentials::unavailable);
    }

    private Future<Verdict> decided(Guard.Attempt attempt, Verdict verdict) {
        undecided = Optional.empty();
        var result = result(verdict);
        var recorded = bus.record(by(verdict, attempt), result);
        return result == Guard.Result.FAILED
                ? recorded.otherwise(Duration.ZERO).compose(delay -> pace.hold(verdict, delay))
                : Future.succeededFuture(verdict);
    }

    private Guard.Attempt attempt(String authcid) {
        return new Guard.Attempt(client.session(), client.name(), client.address(), client.mechanism(), authcid, tried);
    }

    /** With a token or a certificate, a client may name somebody else than it proves to be: that is no success of theirs. */
    private Guard.Attempt by(Verdict verdict, Guard.Attempt attempt) {
        return verdict instanceof Verdict.Accepted accepted ? attempt(accepted.account()) : attempt;
    }

    private <T> Future<T> admitted(
            Guard.Attempt attempt, Guard.Stage stage, Supplier<Future<T>> action, Function<Verdict, T> otherwise) {
        return bus.admit(attempt, stage).compose(admitted -> {
            if (admitted instanceof Ruling.Wait wait) {
                ruling = Optional.of(wait);
                return Future.succeededFuture(otherwise.apply(new Verdict.Barred()));
            }
            undecided = Optional.of(attempt).filter(it -> stage != Guard.Stage.CHALLENGE);
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
        return verdict instanceof Verdict.Rejected
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
            return guarded(attempt, Guard.Stage.RESPONSE, () -> pace.keep(() -> found.prove(proof)));
        }
    }
}
