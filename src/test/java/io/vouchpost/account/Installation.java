package io.vouchpost.account;

import static io.vouchpost.database.TestDatabase.await;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.config.SaslExample;
import io.vouchpost.config.SaslSettings;
import io.vouchpost.config.VerifierSettings;
import io.vouchpost.database.Database;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.sasl.AccountName;
import io.vouchpost.sasl.Form;
import io.vouchpost.secret.Secret;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A database with accounts and devices, for tests of what is checked against it. */
final class Installation implements AutoCloseable {
    final Vertx vertx = Vertx.vertx();
    final Database database = TestDatabase.open(vertx);

    static Secret key(int octet) {
        var octets = new byte[32];
        Arrays.fill(octets, (byte) octet);
        return Secret.ofOctets(octets);
    }

    /** Cheap hashes, everything sealed under key 1. */
    static SaslSettings settings() {
        return settings(SaslExample.cheap(), Optional.of(key(1)), Optional.empty(), false);
    }

    static SaslSettings settings(
            SaslSettings others, Optional<Secret> key, Optional<Secret> previous, boolean legacyOnPrimary) {
        return new SaslSettings(
                others.mechanisms(),
                others.realm(),
                others.names(),
                others.channelBinding(),
                legacyOnPrimary,
                others.ntlmV1(),
                others.exchangeTimeout(),
                others.remember(),
                others.hash(),
                new VerifierSettings(others.verifiers().scramIterations(), key, previous),
                others.oauth());
    }

    SqlCredentials credentials(SaslSettings settings) {
        return await(SqlCredentials.create(vertx, database.pool(), settings, SecondFactors.NONE));
    }

    Accounts accounts(SaslSettings settings) {
        return new Accounts(vertx, database.pool(), settings);
    }

    void account(String name, String password) {
        await(accounts(settings()).add(name, Secret.ofText(password), List.of(), false));
    }

    /** A device, with a secret made up. */
    Secret device(String account, String label) {
        var forms = new PasswordForms(settings());
        var made = DeviceSecret.generate(new SecureRandom());
        await(database.pool().withTransaction(transaction -> CredentialOwner.lock(
                        transaction, AccountName.of(account).orElseThrow())
                .compose(owner -> {
                    var kept = forms.ofDevice(owner, made.secret());
                    return transaction
                            .preparedQuery("INSERT INTO credentials (account, kind, verifier, label, selector)"
                                    + " VALUES ($1, 'device', $2, $3, $4) RETURNING id")
                            .execute(Tuple.of(owner.id(), kept.verifier(), label, made.selector()))
                            .compose(rows -> forms.write(
                                    transaction, rows.iterator().next().getLong(0), kept));
                })));
        return made.secret();
    }

    CredentialOwner owner(String account) {
        return await(
                CredentialOwner.lock(database.pool(), AccountName.of(account).orElseThrow()));
    }

    void sql(String statement, Object... parameters) {
        await(database.pool().preparedQuery(statement).execute(Tuple.from(Arrays.asList(parameters))));
    }

    /** The first column of the first row. */
    Object ask(String query, Object... parameters) {
        return await(database.pool().preparedQuery(query).execute(Tuple.from(Arrays.asList(parameters))))
                .iterator()
                .next()
                .getValue(0);
    }

    /** What the client's proof fits: the form of this password. */
    Secret form(Form form, String account, Secret password) {
        return new PasswordForms(settings())
                .ofDevice(owner(account), password)
                .forms()
                .get(form);
    }

    @Override
    public void close() {
        await(database.close());
        await(vertx.close());
    }
}
