package io.vouchpost.account;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.config.SaslSettings;
import io.vouchpost.database.Database;
import io.vouchpost.sasl.AccountName;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The credentials that devices have for themselves. Each change is one transaction, told to all replicas when it is
 * committed: a revoked credential lets nobody in from then on, and the sessions that have logged in by it end. Futures fail
 * with an {@link AccountException} where the request is at fault, with anything else where the database is.
 */
public final class DeviceCredentials {
    /** With a hash and all keys in it, on a busy machine. */
    private static final long PATIENCE_TO_ADD_SECONDS = 20;

    /** Of an account: a proof is tried on the keys of each. */
    private static final int MOST = 100;

    private static final String SO_FAR =
            "SELECT count(*), count(*) FILTER (WHERE label = $2) FROM credentials WHERE account = $1 AND kind = 'device'";
    private static final String ADD = """
            INSERT INTO credentials (account, kind, verifier, label, selector, mechanisms, networks, expires)
            VALUES ($1, 'device', $2, $3, $4, $5, $6, $7) RETURNING id
            """;
    /** The label may have been another device's before. */
    private static final String LIST = """
            SELECT c.label, c.mechanisms, c.networks, c.expires, c.created,
                   (SELECT max(last_seen) FROM usage u
                    WHERE u.account = c.account AND u.credential = c.label AND u.last_seen >= c.created) AS last_used
            FROM accounts a LEFT JOIN credentials c ON c.account = a.id AND c.kind = 'device'
            WHERE a.name = $1 ORDER BY c.label
            """;

    private static final String REVOKE = """
            WITH owner AS (SELECT id FROM accounts WHERE name = $1),
                 revoked AS (DELETE FROM credentials
                             WHERE account = (SELECT id FROM owner) AND kind = 'device' AND label = $2 RETURNING 1)
            SELECT EXISTS (SELECT FROM revoked) FROM owner
            """;

    private final Vertx vertx;
    private final Pool client;
    private final PasswordForms forms;
    private final boolean canSeal;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param settings say what is kept of new secrets
     */
    public DeviceCredentials(Vertx vertx, Pool client, SaslSettings settings) {
        this.vertx = vertx;
        this.client = client;
        this.forms = new PasswordForms(settings);
        this.canSeal = settings.verifiers().key().isPresent();
    }

    /**
     * One that there is.
     *
     * @param lastUsed some seconds behind; empty where it was never used
     */
    public record Listed(DeviceCredential credential, Instant created, Optional<Instant> lastUsed) {}

    /** Makes up a secret, keeps what it can be checked by, and gives it to the caller: nobody can be told it again. */
    public Future<DeviceSecret> add(String name, DeviceCredential credential) {
        if (!canSeal && credential.sealedMechanism().isPresent()) {
            return Future.failedFuture(
                    new AccountException(credential.sealedMechanism().get()
                            + " needs something kept that is as good as the secret itself, and sasl.verifierKey, under which it would"
                            + " be sealed, is not set."));
        }
        var made = DeviceSecret.generate(random);
        return client.withTransaction(transaction -> CredentialOwner.lock(transaction, nameOf(name))
                        .compose(owner -> roomFor(transaction, owner, credential.label())
                                .compose(room -> keep(transaction, owner, credential, made))))
                .timeout(PATIENCE_TO_ADD_SECONDS, TimeUnit.SECONDS)
                .onFailure(refused -> made.secret().close())
                .map(made);
    }

    private static Future<Void> roomFor(SqlClient transaction, CredentialOwner owner, String label) {
        return transaction
                .preparedQuery(SO_FAR)
                .execute(Tuple.of(owner.id(), label))
                .map(rows -> {
                    var counted = rows.iterator().next();
                    if (counted.getLong(1) > 0) {
                        throw new AccountException("The account " + owner.name() + " has a credential " + label
                                + " already: choose another label, or revoke that one.");
                    }
                    if (counted.getLong(0) >= MOST) {
                        throw new AccountException("The account " + owner.name() + " has " + MOST
                                + " credentials, which is the most: make another account.");
                    }
                    return null;
                });
    }

    private Future<Void> keep(
            SqlClient transaction, CredentialOwner owner, DeviceCredential credential, DeviceSecret secret) {
        return vertx.executeBlocking(() -> forms.ofDevice(owner, secret.secret()), false)
                .compose(made -> transaction
                        .preparedQuery(ADD)
                        .execute(row(owner, credential, secret, made))
                        .compose(rows ->
                                forms.write(transaction, rows.iterator().next().getLong(0), made))
                        .onComplete(done -> made.close()));
    }

    private static Tuple row(
            CredentialOwner owner, DeviceCredential credential, DeviceSecret secret, PasswordForms.Made made) {
        return Tuple.tuple()
                .addLong(owner.id())
                .addString(made.verifier())
                .addString(credential.label())
                .addString(secret.selector())
                .addArrayOfString(orNull(credential.mechanisms()))
                .addArrayOfString(orNull(credential.networks()))
                .addOffsetDateTime(credential
                        .expires()
                        .map(it -> it.atOffset(ZoneOffset.UTC))
                        .orElse(null));
    }

    @SuppressWarnings("NullAway") // the column is null where there are none
    private static String[] orNull(List<String> values) {
        return values.isEmpty() ? null : values.toArray(String[]::new);
    }

    /** All of an account, by label. */
    public Future<List<Listed>> list(String name) {
        return client.preparedQuery(LIST)
                .execute(Tuple.of(nameOf(name).value()))
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .compose(rows -> existing(name, rows))
                .map(rows -> rows.stream()
                        .filter(row -> row.getString("label") != null)
                        .map(DeviceCredentials::listed)
                        .toList());
    }

    /** Ends it, and the sessions that have logged in by it. */
    public Future<Void> revoke(String name, String label) {
        return client.preparedQuery(REVOKE)
                .execute(Tuple.of(nameOf(name).value(), label.strip()))
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .compose(rows -> existing(name, rows))
                .compose(rows -> rows.iterator().next().getBoolean(0)
                        ? Future.succeededFuture()
                        : Future.failedFuture(new AccountException("The account " + name + " has no credential " + label
                                + ": account credential list tells which there are.")));
    }

    private static Future<RowSet<Row>> existing(String name, RowSet<Row> rows) {
        return rows.size() == 0 ? Future.failedFuture(AccountException.unknown(name)) : Future.succeededFuture(rows);
    }

    private static AccountName nameOf(String typed) {
        return AccountName.of(typed).orElseThrow(() -> AccountException.unknown(typed));
    }

    private static Listed listed(Row row) {
        return new Listed(
                new DeviceCredential(
                        row.getString("label"),
                        texts(row.getArrayOfStrings("mechanisms")),
                        texts(row.getArrayOfStrings("networks")),
                        instant(row, "expires")),
                row.getOffsetDateTime("created").toInstant(),
                instant(row, "last_used"));
    }

    private static List<String> texts(String @Nullable [] values) {
        return values == null ? List.of() : Stream.of(values).toList();
    }

    private static Optional<Instant> instant(Row row, String column) {
        return Optional.ofNullable(row.getOffsetDateTime(column)).map(it -> it.toInstant());
    }
}
