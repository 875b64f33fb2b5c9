package io.vouchpost.account;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.config.SaslSettings;
import io.vouchpost.database.Database;
import io.vouchpost.sasl.AccountName;
import io.vouchpost.secret.Secret;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The accounts, in PostgreSQL. Each change is one statement, and the database tells it to all replicas when it is
 * committed. Futures fail with an {@link AccountException} where the request is at fault, with anything else where the
 * database is.
 */
public final class Accounts {
    /** A hash and three keys, on a processor that has other things to do. */
    private static final long PATIENCE_FOR_HASHING_SECONDS = 20;

    private static final String UNIQUE_VIOLATION = "23505";

    private static final String SELECT = """
            SELECT a.name, a.enabled, a.null_sender,
                   array(SELECT pattern FROM identities i WHERE i.account = a.id ORDER BY pattern) AS identities
            FROM accounts a
            """;
    private static final String ADD_CREDENTIAL =
            "INSERT INTO credentials (account, kind, verifier) VALUES ($1, 'primary', $2) RETURNING id";
    private static final String ADD_IDENTITIES =
            "INSERT INTO identities (account, pattern) SELECT $1, unnest($2::text[])";
    private static final String SET_PASSWORD = """
            INSERT INTO credentials (account, kind, verifier) VALUES ($1, 'primary', $2)
            ON CONFLICT (account) WHERE kind = 'primary' DO UPDATE SET verifier = excluded.verifier, created = now()
            RETURNING id
            """;
    private static final String ADD_IDENTITY = """
            WITH account AS (SELECT id FROM accounts WHERE name = $1),
                 added AS (INSERT INTO identities (account, pattern) SELECT id, $2 FROM account ON CONFLICT DO NOTHING)
            SELECT FROM account
            """;
    private static final String REMOVE_IDENTITY = """
            WITH account AS (SELECT id FROM accounts WHERE name = $1),
                 removed AS (DELETE FROM identities WHERE account = (SELECT id FROM account) AND pattern = $2 RETURNING 1)
            SELECT EXISTS (SELECT FROM removed) FROM account
            """;

    private static final String SET_CONTACT = "UPDATE accounts SET contact = $2 WHERE name = $1";
    private static final String CONTACT = "[!-~&&[^@<>\"\\\\]]{1,64}@[A-Za-z0-9.-]{1,255}";

    private final Vertx vertx;
    private final Pool client;
    private final PasswordForms forms;
    private final int iterations;
    private final Authorizations authorizations;

    /**
     * @param settings say what is kept of new passwords
     */
    public Accounts(Vertx vertx, Pool client, SaslSettings settings) {
        this.vertx = vertx;
        this.client = client;
        this.forms = new PasswordForms(settings);
        this.iterations = settings.verifiers().scramIterations();
        this.authorizations = new Authorizations(client);
    }

    /**
     * By its name, however it is spelled; a name that none can have is just not found. Three statements in the time of two,
     * whether there is such an account or not.
     */
    public Future<Optional<Account>> find(String name) {
        return AccountName.of(name).map(this::find).orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }

    private Future<Optional<Account>> find(AccountName name) {
        var row = run(SELECT + "WHERE a.name = $1", Tuple.of(name.value()));
        var authorized = authorizations.of(name);
        return Future.all(row, authorized)
                .map(both -> row.result().stream().findFirst().map(found -> account(found, authorized.result())));
    }

    /** All, by name, without roles and permissions. */
    public Future<List<Account>> list() {
        return run(SELECT + "ORDER BY a.name", Tuple.tuple())
                .map(rows -> rows.stream().map(Accounts::account).toList());
    }

    /** Enabled, with this password and these identities, which may be none. */
    public Future<Account> add(String name, Secret password, List<String> identities, boolean nullSender) {
        return named(name, it -> {
            var patterns = new TreeSet<String>();
            for (var identity : identities) {
                patterns.add(identity(identity).pattern());
            }
            check(password);
            return within(transaction -> CredentialOwner.add(transaction, it, nullSender, iterations)
                            .compose(owner -> keep(transaction, ADD_CREDENTIAL, owner, password)
                                    .compose(v -> transaction
                                            .preparedQuery(ADD_IDENTITIES)
                                            .execute(Tuple.of(owner.id(), (Object) patterns.toArray(String[]::new))))))
                    .recover(problem -> Future.failedFuture(
                            problem instanceof PgException refused && UNIQUE_VIOLATION.equals(refused.getSqlState())
                                    ? new AccountException("There is already an account named " + it + ".")
                                    : problem))
                    .map(new Account(it.value(), true, nullSender, List.copyOf(patterns)));
        });
    }

    /** The sessions that go by the old one end; what was made from the old one is gone. */
    public Future<Void> setPassword(String name, Secret password) {
        return named(name, it -> {
            check(password);
            return within(transaction -> CredentialOwner.lock(transaction, it)
                    .compose(owner -> keep(transaction, SET_PASSWORD, owner, password)));
        });
    }

    /** Hashes on Vert.x' own worker pool: whoever changes passwords can wait, whoever logs in has a pool for that. */
    private Future<Void> keep(SqlClient transaction, String statement, CredentialOwner owner, Secret password) {
        return vertx.executeBlocking(() -> forms.ofPrimary(owner, password), false)
                .compose(made -> transaction
                        .preparedQuery(statement)
                        .execute(Tuple.of(owner.id(), made.verifier()))
                        .compose(rows ->
                                replaceForms(transaction, rows.iterator().next().getLong(0), made))
                        .onComplete(done -> made.close()));
    }

    private Future<Void> replaceForms(SqlClient transaction, long credential, PasswordForms.Made made) {
        return transaction
                .preparedQuery("DELETE FROM verifiers WHERE credential = $1")
                .execute(Tuple.of(credential))
                .compose(gone -> forms.write(transaction, credential, made));
    }

    private <T> Future<T> within(Function<SqlConnection, Future<T>> transaction) {
        return client.withTransaction(transaction).timeout(PATIENCE_FOR_HASHING_SECONDS, TimeUnit.SECONDS);
    }

    public Future<Void> setEnabled(String name, boolean enabled) {
        return named(name, it -> run("UPDATE accounts SET enabled = $2 WHERE name = $1", Tuple.of(it.value(), enabled))
                .compose(rows -> found(it, rows)));
    }

    /** Whether it may send with {@code MAIL FROM:<>}. */
    public Future<Void> setNullSender(String name, boolean allowed) {
        return named(
                name, it -> run("UPDATE accounts SET null_sender = $2 WHERE name = $1", Tuple.of(it.value(), allowed))
                        .compose(rows -> found(it, rows)));
    }

    /**
     * Where the owner is reached when the account itself is in doubt; not at an address of its own, where whoever has taken it
     * may read along.
     *
     * @param contact an address, or empty: nowhere
     */
    public Future<Void> setContact(String name, Optional<String> contact) {
        return named(name, it -> {
            contact.ifPresent(Accounts::checkContact);
            return find(it.value())
                    .compose(account -> account.isPresent() && contact.isPresent()
                            ? apart(account.get(), contact.get())
                            : Future.<Void>succeededFuture())
                    .compose(apart -> run(SET_CONTACT, Tuple.of(it.value(), contact.orElse(null))))
                    .compose(rows -> found(it, rows));
        });
    }

    /** Empty where none is known; fails where there is no such account. */
    public Future<Optional<String>> contact(String name) {
        return named(name, it -> run("SELECT contact FROM accounts WHERE name = $1", Tuple.of(it.value()))
                .compose(rows -> found(it, rows)
                        .map(v -> Optional.ofNullable(rows.iterator().next().getString(0)))));
    }

    private static Future<Void> apart(Account account, String contact) {
        var own = contact.toLowerCase(Locale.ROOT);
        return account.name().equals(own) || account.identities().contains(own)
                ? Future.failedFuture(new AccountException(
                        "A contact is another address than those of the account itself: whoever has taken it may read"
                                + " along."))
                : Future.succeededFuture();
    }

    private static void checkContact(String address) {
        if (!address.matches(CONTACT)) {
            throw new AccountException(
                    "A contact is an address such as alice@example.net, in ASCII; this is none: " + address);
        }
    }

    public Future<Void> remove(String name) {
        return named(name, it -> run("DELETE FROM accounts WHERE name = $1", Tuple.of(it.value()))
                .compose(rows -> found(it, rows)));
    }

    /** One that it has already is no problem. */
    public Future<Void> addIdentity(String name, String identity) {
        return named(name, it -> run(
                        ADD_IDENTITY, Tuple.of(it.value(), identity(identity).pattern()))
                .compose(rows -> found(it, rows)));
    }

    public Future<Void> removeIdentity(String name, String identity) {
        return named(name, it -> {
            var pattern = identity(identity).pattern();
            return run(REMOVE_IDENTITY, Tuple.of(it.value(), pattern)).compose(rows -> found(it, rows)
                    .compose(v -> rows.iterator().next().getBoolean(0)
                            ? Future.succeededFuture()
                            : Future.failedFuture(
                                    new AccountException("The account " + it + " has no identity " + pattern + "."))));
        });
    }

    private static <T> Future<T> named(String name, Function<AccountName, Future<T>> action) {
        return AccountName.of(name)
                .map(it -> Future.succeededFuture(it).compose(action))
                .orElseGet(() -> Future.failedFuture(new AccountException(
                        "A name must have 1 to " + AccountName.LONGEST + " characters, all of them visible.")));
    }

    private static Identity identity(String typed) {
        return Identity.of(typed)
                .orElseThrow(() -> new AccountException("An identity is an address such as alice@example.org, or"
                        + " *@example.org for all of a domain; this is neither: " + typed));
    }

    private static void check(Secret password) {
        if (password.length() == 0 || password.length() > PasswordHash.LONGEST_PASSWORD) {
            throw new AccountException("A password must have 1 to " + PasswordHash.LONGEST_PASSWORD + " octets.");
        }
        if (password.reveal().chars().anyMatch(Character::isISOControl)) {
            throw new AccountException("A password must not have control characters.");
        }
    }

    private static Future<Void> found(AccountName name, RowSet<Row> rows) {
        return rows.rowCount() == 0
                ? Future.failedFuture(AccountException.unknown(name.value()))
                : Future.succeededFuture();
    }

    private Future<RowSet<Row>> run(String sql, Tuple parameters) {
        return client.preparedQuery(sql).execute(parameters).timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static Account account(Row row) {
        return account(row, new Authorizations.Authorized(List.of(), List.of()));
    }

    private static Account account(Row row, Authorizations.Authorized authorized) {
        return new Account(
                row.getString("name"),
                row.getBoolean("enabled"),
                row.getBoolean("null_sender"),
                List.of(row.getArrayOfStrings("identities")),
                authorized.roles(),
                authorized.permissions());
    }
}
