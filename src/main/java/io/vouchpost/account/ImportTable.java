package io.vouchpost.account;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.account.ImportLine.Entry;
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
            DROP TABLE IF EXISTS pg_temp.import_names;
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
    private static final String ADD = """
            WITH account AS (INSERT INTO accounts (name, enabled, scram_salt, scram_iterations) VALUES ($1, $2, $3, $4)
                             ON CONFLICT (name) DO NOTHING RETURNING id),
                 credential AS (INSERT INTO credentials (account, kind, verifier) SELECT id, 'primary', $5 FROM account
                                RETURNING id),
                 forms AS (INSERT INTO verifiers (credential, form, octets)
                           SELECT id, unnest($6::text[]), unnest($7::bytea[]) FROM credential),
                 patterns AS (INSERT INTO identities (account, pattern) SELECT id, unnest($8::text[]) FROM account)
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
            return run(REMEMBER, Tuple.tuple().addArrayOfString(names).addArrayOfLong(numbers)).map(batch);
        });
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
        return Tuple.tuple()
                .addString(account.entry().name().value())
                .addBoolean(account.entry().enabled())
                .addBuffer(Buffer.buffer(kept.salt()))
                .addInteger(kept.iterations())
                .addString(kept.verifier())
                .addArrayOfString(kept.forms().keySet().stream().map(Enum::name).toArray(String[]::new))
                .addArrayOfBuffer(
                        kept.forms().values().stream().map(Buffer::buffer).toArray(Buffer[]::new))
                .addArrayOfString(account.patterns().toArray(String[]::new));
    }

    private Future<RowSet<Row>> run(String sql, Tuple parameters) {
        return connection.preparedQuery(sql).execute(parameters).timeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
