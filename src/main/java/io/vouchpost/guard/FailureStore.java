package io.vouchpost.guard;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.config.GuardSettings;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The failed log-ins that all replicas count together, in PostgreSQL. Times are the caller's clock, so the clocks of the
 * replicas should agree to within seconds.
 */
public final class FailureStore {
    private static final long PATIENCE_SECONDS = 5;
    /** More than this are not held in memory, nor shown. */
    static final int MOST_LOCKOUTS = 100_000;

    /** Accounts before networks, always: two of these at a time cannot wait for each other. */
    private static final String COUNT = """
            INSERT INTO failures AS f (key, failures, last_failure, locked_until)
            SELECT key, 1, $3, lock_end($3, 1, threshold, make_interval(secs => $4), make_interval(secs => $5))
            FROM unnest($1::text[], $2::int[]) AS counted (key, threshold)
            ON CONFLICT (key) DO UPDATE SET
                failures = failures_with_next(f, $3, make_interval(secs => $6)),
                last_failure = $3,
                locked_until = lock_end($3, failures_with_next(f, $3, make_interval(secs => $6)),
                    ($2::int[])[array_position($1::text[], f.key)],
                    make_interval(secs => $4), make_interval(secs => $5))
            RETURNING key, failures, locked_until
            """;

    private static final String ACTIVE = """
            SELECT key, failures, locked_until FROM failures WHERE locked_until > $1
            ORDER BY locked_until DESC LIMIT $2
            """;
    /** What is being counted just now is left for the next time. */
    private static final String FORGET = """
            DELETE FROM failures WHERE key IN (
                SELECT key FROM failures
                WHERE last_failure < $1 AND (locked_until IS NULL OR locked_until < $1)
                ORDER BY last_failure LIMIT 10000 FOR UPDATE SKIP LOCKED)
            """;

    private final SqlClient client;

    public FailureStore(SqlClient client) {
        this.client = client;
    }

    /** One more failure for each key; the lockouts that follow from it. */
    Future<List<Lockout>> count(List<Counted> keys, GuardSettings settings, Instant now) {
        return run(
                        COUNT,
                        Tuple.of(
                                keys.stream().map(Counted::key).toArray(String[]::new),
                                keys.stream().map(Counted::threshold).toArray(Integer[]::new),
                                time(now),
                                settings.lockout().toMillis() / 1000.0,
                                settings.longestLockout().toMillis() / 1000.0,
                                settings.forgetAfter().toMillis() / 1000.0))
                .map(FailureStore::lockouts);
    }

    /** A key with the number of failures from which it is locked. */
    record Counted(String key, int threshold) {}

    /** Who has to wait now, the longest first. */
    public Future<List<Lockout>> active(Instant now) {
        return run(ACTIVE, Tuple.of(time(now), MOST_LOCKOUTS)).map(FailureStore::lockouts);
    }

    /** Ends a lockout and its count; false where there was neither. */
    public Future<Boolean> clear(String key) {
        return run("DELETE FROM failures WHERE key = $1", Tuple.of(key)).map(rows -> rows.rowCount() > 0);
    }

    /** Removes what counts no more, so that the table does not grow with each name that was ever guessed. */
    Future<Void> forget(Instant before) {
        return run(FORGET, Tuple.of(time(before))).mapEmpty();
    }

    private Future<RowSet<Row>> run(String sql, Tuple parameters) {
        return client.preparedQuery(sql).execute(parameters).timeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static List<Lockout> lockouts(RowSet<Row> rows) {
        return rows.stream()
                .filter(row -> row.getOffsetDateTime("locked_until") != null)
                .map(row -> new Lockout(
                        row.getString("key"),
                        row.getInteger("failures"),
                        row.getOffsetDateTime("locked_until").toInstant()))
                .collect(Collectors.toList());
    }
}
