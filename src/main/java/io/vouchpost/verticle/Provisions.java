package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vouchpost.config.NotApplied;
import io.vouchpost.config.Problem;
import io.vouchpost.config.SettingsChange;
import io.vouchpost.database.Database;
import io.vouchpost.database.DatabaseException;
import io.vouchpost.dkim.Keyring;
import io.vouchpost.dkim.UnusableKey;
import io.vouchpost.guard.Countries;
import io.vouchpost.guard.UnusableGeoip;
import io.vouchpost.oauth.Tokens;
import io.vouchpost.tls.ServerTls;
import io.vouchpost.tls.StartTls;
import io.vouchpost.tls.UnusableTls;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * What new settings need that can fail, made before any of it is in force: so it is all of a change or nothing.
 *
 * @param tls each empty where the change does not concern it
 */
record Provisions(
        Optional<ServerTls> tls,
        Optional<Keyring> keys,
        Optional<Optional<Countries>> countries,
        Optional<Optional<Tokens>> tokens) {
    private static final String TLS = "tls";
    private static final String DKIM = "delivery.dkim";
    private static final String BREAKER = "guard.breaker";
    private static final String GEOIP = "guard.breaker.geoip";
    private static final String OAUTH = "sasl.oauth";
    private static final String PASSWORD = "database.password";

    /**
     * @param inForce what new certificates are compared with
     * @param tokensInForce whose keys are gone on with where they stay the same
     * @return failed with {@link NotApplied} and all that is in the way; then nothing is left open
     */
    static Future<Provisions> of(
            Vertx vertx,
            SettingsChange change,
            ServerTls inForce,
            StartTls startTls,
            Optional<Tokens> tokensInForce,
            Database database) {
        var next = change.effective();
        var problems = new ArrayList<Problem>();
        var tls = made(
                        vertx,
                        change.concerns(TLS),
                        TLS,
                        problems,
                        () -> usable(ServerTls.of(next.tls(), next.hostname()), inForce))
                .compose(loaded -> tried(startTls, loaded, problems));
        var keys = made(
                vertx,
                change.concerns(DKIM),
                DKIM,
                problems,
                () -> Keyring.load(next.delivery().dkim()));
        var countries = made(vertx, change.concerns(BREAKER), GEOIP, problems, () -> Foundations.countries(next));
        var password = change.concerns(PASSWORD)
                ? database.admits(next.database())
                        .onFailure(fault -> add(problems, PASSWORD, fault))
                        .otherwiseEmpty()
                : Future.succeededFuture();
        return Future.all(tls, keys, countries, password).compose(all -> {
            if (!problems.isEmpty()) {
                countries.result().flatMap(it -> it).ifPresent(Countries::close);
                return Future.failedFuture(new NotApplied(problems));
            }
            var tokens = change.concerns(OAUTH)
                    ? Optional.of(Foundations.tokens(vertx, next, tokensInForce))
                    : Optional.<Optional<Tokens>>empty();
            return Future.succeededFuture(new Provisions(tls.result(), keys.result(), countries.result(), tokens));
        });
    }

    /** Where they could not be put in force after all. */
    void discard() {
        countries.flatMap(it -> it).ifPresent(Countries::close);
        tokens.flatMap(it -> it).ifPresent(Tokens::close);
    }

    /** On a worker thread. Never fails: what is in the way is among the problems. */
    private static <T> Future<Optional<T>> made(
            Vertx vertx, boolean wanted, String key, List<Problem> problems, Callable<T> work) {
        return wanted
                ? vertx.executeBlocking(work, false).map(Optional::of).otherwise(fault -> {
                    add(problems, key, fault);
                    return Optional.empty();
                })
                : Future.succeededFuture(Optional.empty());
    }

    /** Has the engine make its context of it, which is the last that can fail. */
    private static Future<Optional<ServerTls>> tried(
            StartTls startTls, Optional<ServerTls> loaded, List<Problem> problems) {
        return loaded.map(tls -> startTls.prepare(tls).map(loaded).otherwise(fault -> {
                    add(problems, TLS, fault);
                    return Optional.empty();
                }))
                .orElseGet(() -> Future.succeededFuture(loaded));
    }

    private static void add(List<Problem> problems, String key, Throwable fault) {
        var found = fault instanceof NotApplied refusal
                ? refusal.problems()
                : List.of(new Problem('/' + key.replace('.', '/'), sentence(fault)));
        synchronized (problems) {
            problems.addAll(found);
        }
    }

    private static String sentence(Throwable fault) {
        return fault instanceof UnusableTls
                        || fault instanceof UnusableKey
                        || fault instanceof UnusableGeoip
                        || fault instanceof DatabaseException
                ? String.valueOf(fault.getMessage())
                : "cannot be used: " + fault;
    }

    /** A certificate that no client accepts is worse than the one that clients accept now. */
    private static ServerTls usable(ServerTls loaded, ServerTls inForce) throws NotApplied {
        var certificate = loaded.certificate();
        var objection = certificate.objection(Clock.systemUTC().instant());
        if (objection.isEmpty() || certificate.hasChainOf(inForce.certificate())) {
            return loaded;
        }
        throw new NotApplied(List.of(new Problem("/tls/certificate", objection.get())));
    }
}
