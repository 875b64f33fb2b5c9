package io.vouchpost.account;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.config.SaslSettings;
import io.vouchpost.database.Database;
import io.vouchpost.sasl.AccountName;
import io.vouchpost.sasl.Client;
import io.vouchpost.sasl.Credentials;
import io.vouchpost.sasl.Credentials.Reason;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.sasl.Form;
import io.vouchpost.sasl.Verifiers;
import io.vouchpost.secret.Secret;
import java.util.concurrent.TimeUnit;

/** Checks what clients prove against what PostgreSQL keeps; passwords on threads kept for that. */
public final class SqlCredentials implements Credentials.Source {
    private final Pool pool;
    private final Regulars regulars;
    private final HashingPool hashing;
    private final PasswordCheck passwords;
    private final StoredVerifiers verifiers;
    private final PasswordUpgrade upgrade;
    private final PasswordFingerprints fingerprints;
    private final SecondFactors factors;

    private SqlCredentials(
            Pool pool,
            Regulars regulars,
            HashingPool hashing,
            PasswordCheck passwords,
            StoredVerifiers verifiers,
            PasswordUpgrade upgrade,
            PasswordFingerprints fingerprints,
            SecondFactors factors) {
        this.pool = pool;
        this.regulars = regulars;
        this.hashing = hashing;
        this.passwords = passwords;
        this.verifiers = verifiers;
        this.upgrade = upgrade;
        this.fingerprints = fingerprints;
        this.factors = factors;
    }

    /** New settings, from now on: all but what passwords are hashed with, and on how many threads. */
    public void apply(SaslSettings settings) {
        verifiers.apply(settings);
        upgrade.apply(settings);
        factors.apply(settings.verifiers());
    }

    /** Deploys the threads for hashing; one for each process will do. */
    public static Future<SqlCredentials> create(Vertx vertx, Pool pool, SaslSettings settings, SecondFactors factors) {
        var judgement = new Judgement(pool, factors);
        return Future.all(
                        vertx.executeBlocking(() -> new PasswordHash(settings.hash()).decoy(), false),
                        Decoys.read(pool),
                        Regulars.read(pool))
                .compose(made -> HashingPool.deploy(
                                vertx,
                                settings.hash().threads(),
                                settings.hash().queue())
                        .map(hashing -> new SqlCredentials(
                                pool,
                                made.resultAt(2),
                                hashing,
                                new PasswordCheck(pool, made.resultAt(0), judgement, factors),
                                new StoredVerifiers(pool, made.resultAt(2), judgement, made.resultAt(1), settings),
                                new PasswordUpgrade(pool, hashing, settings),
                                made.<Decoys>resultAt(1).fingerprints(),
                                factors)));
    }

    @Override
    public Credentials of(Client client) {
        return new OfClient(client);
    }

    /**
     * For those who vouch for an account by something that is not kept here, such as a token's issuer.
     *
     * @param account however it is spelled
     * @param otherwise why it is rejected where there is no such account
     * @return fails never
     */
    public Future<Verdict> vouched(String account, Reason otherwise) {
        var name = AccountName.valueOrNobodys(account);
        return pool.preparedQuery("SELECT enabled, second_factor FROM accounts WHERE name = $1")
                .execute(Tuple.of(name))
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .<Verdict>map(rows -> {
                    if (rows.size() == 0) {
                        return new Verdict.Rejected(otherwise);
                    }
                    var row = rows.iterator().next();
                    return Factor.of(row.getString("second_factor")).vouched(name, row.getBoolean("enabled"));
                })
                .otherwise(Outage::verdict);
    }

    /** Whether somebody has logged in from this address of late. */
    public boolean knows(String address) {
        return regulars.knows(address);
    }

    /** How many threads check a password now. */
    public int hashing() {
        return hashing.busy();
    }

    /** How many passwords wait to be checked. */
    public int waitingToHash() {
        return hashing.waiting();
    }

    /** By which wrong passwords are told apart. */
    public PasswordFingerprints fingerprints() {
        return fingerprints;
    }

    /** Stops the threads; checks under way end first. */
    public Future<Void> close() {
        return hashing.close();
    }

    private final class OfClient implements Credentials {
        private final Client client;

        OfClient(Client client) {
            this.client = client;
        }

        @Override
        public Future<Verdict> check(String authcid, Secret password) {
            var name = AccountName.valueOrNobodys(authcid);
            return hashing.run(regulars.place(authcid, client), () -> passwords.check(name, password, client))
                    .map(outcome -> {
                        outcome.own().ifPresent(upgrade::consider);
                        regulars.learn(outcome.verdict(), client);
                        return outcome.verdict();
                    })
                    .otherwise(Outage::verdict);
        }

        @Override
        public Future<Verifiers> verifiers(String authcid, Form form) {
            return verifiers.find(authcid, form, client);
        }

        /** Nobody here knows tokens. */
        @Override
        public Future<Verdict> token(String authcid, Secret token) {
            return Future.succeededFuture(new Verdict.Rejected(Reason.TOKEN));
        }

        /** Nor certificates. */
        @Override
        public Future<Verdict> certificate(String authzid) {
            return Future.succeededFuture(new Verdict.Rejected(Reason.CERTIFICATE));
        }
    }
}
