package io.vouchpost.account;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.auth.otp.OtpKey;
import io.vertx.ext.auth.otp.OtpKeyGenerator;
import io.vertx.ext.auth.otp.totp.TotpAuth;
import io.vertx.ext.auth.otp.totp.TotpAuthOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.config.SaslSettings;
import io.vouchpost.database.Database;
import io.vouchpost.sasl.AccountName;
import io.vouchpost.secret.Secret;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * Sets up what an account's own password is not enough without: one-time codes, or a client certificate. Device credentials
 * do without. Futures fail with an {@link AccountException} where the request is at fault.
 */
public final class SecondFactorSetup {
    private static final int RECOVERY_CODES = 10;

    private static final String FORGET = "WITH forgotten AS (DELETE FROM recovery_codes WHERE account = $1)"
            + " DELETE FROM totp WHERE account = $1";

    private final Pool client;
    private final Optional<VerifierKey> key;
    private final String issuer;
    private final SecureRandom random = new SecureRandom();

    /**
     * What the owner of the account has to be given, once.
     *
     * @param uri as authenticator apps read it from a QR code
     * @param secret in base32, to be typed into an app instead
     * @param recoveryCodes each works once in place of a code
     */
    public record Codes(String uri, Secret secret, List<Secret> recoveryCodes) {
        @Override
        public String toString() {
            return "Codes(hidden)"; // the URI has the secret in it
        }
    }

    public SecondFactorSetup(Pool client, SaslSettings settings) {
        this.client = client;
        this.key = VerifierKey.of(settings.verifiers());
        this.issuer = settings.realm();
    }

    /** From now on the password needs a code behind it. Codes that there were before work no longer. */
    public Future<Codes> enableCodes(String name) {
        if (key.isEmpty()) {
            return Future.failedFuture(new AccountException(
                    "The secret of one-time codes is sealed under sasl.verifierKey," + " which is not set."));
        }
        var generated = OtpKeyGenerator.create().generate();
        var secret = Secret.ofText(generated.getKey());
        var recovery = Stream.generate(() -> RecoveryCode.generate(random))
                .limit(RECOVERY_CODES)
                .toList();
        return within(name, (transaction, owner) -> forget(transaction, owner)
                .compose(v -> keep(transaction, owner, key.get(), secret))
                .compose(v -> keep(transaction, owner, recovery))
                .compose(v -> set(transaction, owner, Factor.CODE))
                .map(v -> new Codes(uri(generated, owner.name()), secret, recovery)));
    }

    /** The password is enough again. */
    public Future<Void> disableCodes(String name) {
        return within(name, (transaction, owner) -> forget(transaction, owner).compose(had -> {
            if (!had) {
                throw new AccountException("The account " + owner.name() + " has no one-time codes.");
            }
            return set(transaction, owner, Factor.NONE);
        }));
    }

    /**
     * Sets one that needs no setting up; one-time codes that there were are forgotten.
     *
     * @param factor not CODE, for which {@link #enableCodes} is
     */
    public Future<Void> require(String name, Factor factor) {
        return within(
                name, (transaction, owner) -> forget(transaction, owner).compose(v -> set(transaction, owner, factor)));
    }

    private <T> Future<T> within(String name, BiFunction<SqlConnection, CredentialOwner, Future<T>> change) {
        var known = AccountName.of(name);
        return known.isEmpty()
                ? Future.failedFuture(AccountException.unknown(name))
                : client.withTransaction(transaction -> CredentialOwner.lock(transaction, known.get())
                                .compose(owner -> change.apply(transaction, owner)))
                        .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Whether there were codes. */
    private static Future<Boolean> forget(SqlClient transaction, CredentialOwner owner) {
        return transaction.preparedQuery(FORGET).execute(Tuple.of(owner.id())).map(rows -> rows.rowCount() > 0);
    }

    private static Future<Void> keep(SqlClient transaction, CredentialOwner owner, VerifierKey key, Secret secret) {
        var sealed = Buffer.buffer(key.seal(secret, VerifierKey.Place.ofOneTimeCodes(owner.id())));
        return transaction
                .preparedQuery("INSERT INTO totp (account, secret) VALUES ($1, $2)")
                .execute(Tuple.of(owner.id(), sealed))
                .mapEmpty();
    }

    private static Future<Void> keep(SqlClient transaction, CredentialOwner owner, List<Secret> recoveryCodes) {
        return transaction
                .preparedQuery("INSERT INTO recovery_codes (account, code) VALUES ($1, $2)")
                .executeBatch(recoveryCodes.stream()
                        .map(code -> Tuple.of(owner.id(), RecoveryCode.digest(code)))
                        .toList())
                .mapEmpty();
    }

    private static Future<Void> set(SqlClient transaction, CredentialOwner owner, Factor factor) {
        return transaction
                .preparedQuery("UPDATE accounts SET second_factor = $2 WHERE id = $1")
                .execute(Tuple.of(owner.id(), factor.column()))
                .mapEmpty();
    }

    /** Vert.x encodes it as a form, where a blank is a plus; apps would show that. */
    private String uri(OtpKey generated, String account) {
        var options =
                new TotpAuthOptions().setPasswordLength(OneTimeCodes.DIGITS).setPeriod(OneTimeCodes.STEP_SECONDS);
        return TotpAuth.create(options).generateUri(generated, issuer, account).replace("+", "%20");
    }
}
