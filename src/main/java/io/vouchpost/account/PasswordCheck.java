package io.vouchpost.account;

import io.vertx.core.Future;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vertx.ext.auth.sqlclient.SqlAuthentication;
import io.vertx.ext.auth.sqlclient.SqlAuthenticationOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.account.SecondFactors.Typed;
import io.vouchpost.account.StoredCredential.Factor;
import io.vouchpost.account.hash.HashFormat;
import io.vouchpost.database.Database;
import io.vouchpost.sasl.Client;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.secret.Secret;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Checks a password that is shown, at the cost of one slow hash for each of its {@linkplain Readings readings}: of the device
 * credential that it selects, otherwise of the account's own password, otherwise of a decoy. What was imported with a hash so
 * quick that it would tell who is known costs the decoy as well.
 *
 * <p>{@link SqlAuthentication} does it. That skips the hash for a name that it does not find, which a clock would tell; so its
 * query finds every number of a credential: one that does not exist has the verifier of a password that nobody knows, at the
 * same cost. And it tells a wrong password from an outage by its message alone, so only exactly that message is a wrong one.
 */
final class PasswordCheck {
    static final String WRONG = "Invalid username/password";

    /** Of no credential. */
    private static final long NONE = 0;

    private static final String SELECT = """
            SELECT c.id, c.created, c.verifier, c.kind = 'primary' AS own, a.second_factor
            FROM accounts a JOIN credentials c ON c.account = a.id
            WHERE a.name = $1 AND (c.kind = 'primary' OR c.selector = $2)
            ORDER BY c.kind = 'primary' LIMIT 1
            """;

    private final SqlClient client;
    private final Judgement judgement;
    private final SecondFactors factors;
    private final SqlAuthentication authentication;

    PasswordCheck(SqlClient client, String decoy, Judgement judgement, SecondFactors factors) {
        this.client = client;
        this.judgement = judgement;
        this.factors = factors;
        this.authentication = SqlAuthentication.create(
                client, new SqlAuthenticationOptions().setAuthenticationQuery(queryWith(decoy)));
    }

    /** The number is a parameter; the decoy is our own and no input. */
    private static String queryWith(String decoy) {
        if (HashFormat.of(decoy).isEmpty()) {
            throw new IllegalStateException(Outage.UNREADABLE);
        }
        return "SELECT coalesce((SELECT verifier FROM credentials WHERE id = $1::text::bigint), '" + decoy + "')";
    }

    /**
     * What it came to.
     *
     * @param own what an accepted account's own password was checked against, and the password itself, which is the receiver's
     *     to wipe
     */
    record Outcome(Verdict verdict, Optional<Checked> own) {
        Outcome(Verdict verdict) {
            this(verdict, Optional.empty());
        }
    }

    /**
     * @param verifier the hash that the password fits
     */
    record Checked(StoredCredential credential, String verifier, Secret password) {}

    /** The credential that the password is checked against. */
    private record Candidate(StoredCredential.Key key, String verifier, boolean wantsCode) {
        static Candidate of(Row row) {
            return new Candidate(
                    new StoredCredential.Key(row.getLong("id"), row.get(OffsetDateTime.class, "created")),
                    row.getString("verifier"),
                    row.getBoolean("own") && Factor.of(row.getString("second_factor")) == Factor.CODE);
        }

        Optional<HashFormat> format() {
            return HashFormat.of(verifier);
        }

        List<Long> toHash() {
            return format().filter(HashFormat::isQuick).isPresent() ? List.of(key.id(), NONE) : List.of(key.id());
        }
    }

    /**
     * Hashes on the thread that it is called on; fails where it could not be checked.
     *
     * @param name empty for one that no account can have
     * @param password stays the caller's
     */
    Future<Outcome> check(String name, Secret password, Client from) {
        return client.preparedQuery(SELECT)
                .execute(Tuple.of(name, DeviceSecret.selectorOf(password).orElse(null)))
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .map(rows -> rows.stream().findFirst().map(Candidate::of))
                .compose(candidate -> {
                    var typed = candidate
                            .filter(Candidate::wantsCode)
                            .map(it -> factors.split(password))
                            .orElseGet(() -> SecondFactors.NONE.split(password));
                    return against(candidate, typed, from).onComplete(done -> typed.close());
                });
    }

    private Future<Outcome> against(Optional<Candidate> candidate, Typed typed, Client from) {
        if (candidate.filter(it -> it.format().isEmpty()).isPresent()) {
            return Future.failedFuture(new IllegalStateException(Outage.UNREADABLE));
        }
        var numbers = candidate.map(Candidate::toHash).orElse(List.of(NONE));
        var readings = Readings.of(typed.password());
        return firstRight(numbers, readings)
                .compose(right -> right.isEmpty() || candidate.isEmpty()
                        ? Future.succeededFuture(new Outcome(new Verdict.Rejected()))
                        : settle(candidate.get(), right.get(), typed, from))
                .onComplete(done -> readings.forEach(Secret::close));
    }

    /** One after the other, until one is right. */
    private Future<Optional<Secret>> firstRight(List<Long> credentials, List<Secret> readings) {
        return readings.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : isRightForAny(credentials, readings.get(0))
                        .compose(right -> right
                                ? Future.succeededFuture(Optional.of(readings.get(0)))
                                : firstRight(credentials, readings.subList(1, readings.size())));
    }

    /** All are tried. */
    private Future<Boolean> isRightForAny(List<Long> credentials, Secret password) {
        return credentials.isEmpty()
                ? Future.succeededFuture(false)
                : isRight(credentials.get(0), password)
                        .compose(right -> isRightForAny(credentials.subList(1, credentials.size()), password)
                                .map(other -> right || other));
    }

    private Future<Boolean> isRight(long credential, Secret password) {
        return authentication
                .authenticate(new UsernamePasswordCredentials(Long.toString(credential), password.reveal()))
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .map(true)
                .recover(fault ->
                        WRONG.equals(fault.getMessage()) ? Future.succeededFuture(false) : Future.failedFuture(fault));
    }

    private Future<Outcome> settle(Candidate candidate, Secret right, Typed typed, Client from) {
        return StoredCredential.find(client, candidate.key()).compose(found -> found.map(credential -> judgement
                        .on(credential, from, Optional.of(typed.code()))
                        .map(verdict -> new Outcome(verdict, checked(candidate, credential, right, verdict))))
                .orElseGet(() -> Future.succeededFuture(new Outcome(new Verdict.Rejected())))); // changed since
    }

    private static Optional<Checked> checked(
            Candidate candidate, StoredCredential credential, Secret right, Verdict verdict) {
        return verdict instanceof Verdict.Accepted && credential.own()
                ? Optional.of(new Checked(
                        credential,
                        candidate.verifier(),
                        Secret.ofOctets(right.octets().clone())))
                : Optional.empty();
    }
}
