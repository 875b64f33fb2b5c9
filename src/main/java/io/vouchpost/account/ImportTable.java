package io.vouchpost.account;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.account.ImportLine.Entry;
import io.vouchpost.account.KeptCredential.Kept;
import io.vouchpost.sasl.AccountName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Writes batches of accounts, each account whole or not at all. It has one connection for an import, and there a temporary
 * table of the names that the file has had: the database remembers a million of them better than a Java heap does.
 */
final class ImportTable {
    private static final long PATIENCE_SECONDS = 60;

    private static final String BEGIN = """
            DISCARD TEMPORARY;
            CREATE TEMPORARY TABLE import_names (name text PRIMARY KEY, line bigint NOT NULL)
            """;
    private static final String WITHHELD = """
            SELECT given.name, had.line
            FROM unnest($1::text[]) AS given (name) LEFT JOIN import_names had USING (name)
            WHERE had.line IS NOT NULL OR EXISTS (SELECT FROM accounts a WHERE a.name = given.name)
            """;
    private static final String REMEMBER = """
            INSERT INTO import_names SELECT * FROM unnest($1::text[], $2::bigint[]) ON CONFLICT DO NOTHING
            """;
    private static final String IDS = """
            SELECT nextval(pg_get_serial_sequence('credentials', 'id')) FROM generate_series(1, $1)
            """;
    private static final String ADD = """
            WITH account AS (INSERT INTO accounts (name, enabled, scram_salt, scram_iterations) VALUES ($1, $2, $3, $4)
                             ON CONFLICT (name) DO NOTHING RETURNING id),
                 credential AS (INSERT INTO credentials (id, account, kind, verifier) OVERRIDING SYSTEM VALUE
                                SELECT $5, id, 'primary', $6 FROM account RETURNING id),
                 forms AS (INSERT INTO verifiers (credential, form, octets, realm)
                           SELECT id, unnest($7::text[]), unnest($8::bytea[]), unnest($9::text[]) FROM credential),
                 patterns AS (INSERT INTO identities (account, pattern) SELECT id, unnest($10::text[]) FROM account)
            SELECT FROM account
            """;
    /** Nobody can be logged in to an account that is new: that it has a password needs not be told to the replicas. */
    private static final String QUIETLY = "SELECT set_config('vouchpost.same_password', 'on', true)";

    private final SqlConnection connection;

    ImportTable(SqlConnection connection) {
        this.connection = connection;
    }

    /**
     * What is written of an entry.
     *
     * @param patterns of its identities
     */
    record Whole(Entry entry, KeptCredential credential, List<String> patterns) {}

    Future<Void> begin() {
        return connection.query(BEGIN).execute().mapEmpty();
    }

    /** Takes out of the batch what the file has had, and what is there; and remembers the rest. */
    Future<ImportBatch> sift(ImportBatch batch) {
        var names = batch.entries().stream().map(entry -> entry.name().value()).toArray(String[]::new);
        var numbers = batch.entries().stream().map(Entry::number).toArray(Long[]::new);
        return run(WITHHELD, Tuple.tuple().addArrayOfString(names)).compose(rows -> {
            for (var row : rows) {
                var name = new AccountName(row.getString(0));
                var line = row.getLong(1);
                if (line != null) {
                    batch.repeated(name, line);
                } else {
                    batch.alreadyThere(name);
                }
            }
            return run(REMEMBER, Tuple.tuple().addArrayOfString(names).addArrayOfLong(numbers))
                    .map(batch);
        });
    }

    /** So many ids for new rows of credentials. */
    Future<List<Long>> credentialIds(int number) {
        return run(IDS, Tuple.of(number))
                .map(rows -> rows.stream().map(row -> row.getLong(0)).toList());
    }

    /**
     * In one transaction.
     *
     * @return the names that somebody else has added in the meantime
     */
    Future<Set<AccountName>> write(List<Whole> accounts) {
        if (accounts.isEmpty()) {
            return Future.succeededFuture(Set.of());
        }
        return connection.begin().compose(transaction -> connection
                .query(QUIETLY)
                .execute()
                .compose(quiet -> connection
                        .preparedQuery(ADD)
                        .executeBatch(accounts.stream().map(ImportTable::row).toList())
                        .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .compose(rows -> transaction.commit().map(v -> notAdded(accounts, rows)))
                .recover(problem ->
                        transaction.rollback().transform(done -> Future.<Set<AccountName>>failedFuture(problem))));
    }

    private static Set<AccountName> notAdded(List<Whole> accounts, RowSet<Row> first) {
        var names = new HashSet<AccountName>();
        var rows = first;
        for (var account : accounts) {
            if (rows.rowCount() == 0) {
                names.add(account.entry().name());
            }
            rows = rows.next();
        }
        return names;
    }

    private static Tuple row(Whole account) {
        var kept = account.credential();
        var octets = kept.forms().values();
        return Tuple.tuple()
                .addString(account.entry().name().value())
                .addBoolean(account.entry().enabled())
                .addBuffer(kept.salt())
                .addInteger(kept.iterations())
                .addLong(kept.id())
                .addString(kept.verifier())
                .addArrayOfString(kept.forms().keySet().stream().map(Enum::name).toArray(String[]::new))
                .addArrayOfBuffer(octets.stream().map(Kept::octets).toArray(Buffer[]::new))
                .addArrayOfString(
                        octets.stream().map(it -> it.realm().orElse(null)).toArray(String[]::new))
                .addArrayOfString(account.patterns().toArray(String[]::new));
    }

    private Future<RowSet<Row>> run(String sql, Tuple parameters) {
        return connection.preparedQuery(sql).execute(parameters).timeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
