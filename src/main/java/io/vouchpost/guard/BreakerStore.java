package io.vouchpost.guard;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.Database;
import io.vouchpost.guard.Tripped.Outcome;
import io.vouchpost.guard.Tripped.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

/** The breakers of all accounts, in PostgreSQL, which tells all gateways of each change. Times are the caller's clock. */
public final class BreakerStore {
    /** More than these are neither held in memory nor shown. */
    static final int MOST = 100_000;

    private static final int LONGEST_HISTORY = 20;

    /** A row that another gateway has just written may not be seen here: then there is no answer, and one asks again. */
    private static final String TRIP = """
            WITH fresh AS (
                INSERT INTO breakers (account, since, reason, detail) VALUES ($1, $2, $3, $4)
                ON CONFLICT (account) WHERE ended IS NULL DO NOTHING RETURNING *)
            SELECT *, true AS mine FROM fresh
            UNION ALL SELECT *, false FROM breakers WHERE account = $1 AND ended IS NULL
            """;

    private static final String IN_FORCE = "SELECT * FROM breakers WHERE ended IS NULL ORDER BY since DESC LIMIT $1";

    private static final String HISTORY =
            "SELECT * FROM breakers WHERE account = $1 ORDER BY (ended IS NULL) DESC, since DESC LIMIT $2";

    /** What was released was all right: it counts as usual from now on. What was dropped was not the account's own. */
    private static final String END = """
            WITH over AS (
                UPDATE breakers SET ended = $2, outcome = $3 WHERE account = $1 AND ended IS NULL RETURNING *),
            owner AS (SELECT a.id, over.since, over.outcome FROM accounts a JOIN over ON over.account = a.name),
            passed AS (
                UPDATE account_activity t SET passed_recipients = t.recipients, passed_refused = t.refused
                FROM owner o WHERE t.account = o.id AND t.hour >= $4 AND o.outcome = 'RELEASED'),
            undone AS (
                DELETE FROM account_activity t USING owner o
                WHERE t.account = o.id AND t.hour >= date_trunc('hour', o.since, 'UTC') AND o.outcome = 'DROPPED'),
            strange AS (
                DELETE FROM account_countries c USING owner o
                WHERE c.account = o.id AND c.first_seen >= o.since - interval '1 minute' AND o.outcome = 'DROPPED')
            SELECT * FROM over
            """;

    private static final String ENDED = """
            SELECT DISTINCT ON (account) * FROM breakers b WHERE ended BETWEEN $1 AND $2
                AND NOT EXISTS (SELECT FROM breakers n WHERE n.account = b.account AND (n.ended IS NULL OR n.ended > $2))
            ORDER BY account, ended DESC LIMIT 1000
            """;

    private static final String UNTOLD =
            "SELECT * FROM breakers WHERE told IS NULL AND since < $1 ORDER BY since LIMIT 100";

    private static final String UNUSUAL = """
            INSERT INTO account_unusual AS u (account, kind, told) SELECT id, $2, $3 FROM accounts WHERE name = $1
            ON CONFLICT (account, kind) DO UPDATE SET told = excluded.told
                WHERE u.told <= excluded.told - make_interval(secs => $4)
            """;

    private final SqlClient client;

    public BreakerStore(SqlClient client) {
        this.client = client;
    }

    /**
     * A breaker in force.
     *
     * @param mine whether it has tripped by this call, and not by that of another gateway
     */
    record Trip(Tripped tripped, boolean mine) {}

    /** Empty where that cannot be told just now. */
    Future<Optional<Trip>> trip(String account, Reason reason, String detail, Instant now) {
        return run(TRIP, Tuple.of(account, time(now), reason.name(), detail))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .findFirst()
                        .map(row -> new Trip(tripped(row), row.getBoolean("mine"))));
    }

    /** All in force, the newest first. */
    public Future<List<Tripped>> inForce() {
        return run(IN_FORCE, Tuple.of(MOST)).map(BreakerStore::all);
    }

    /** Of one account: the one in force first, then those before. */
    public Future<List<Tripped>> history(String account) {
        return run(HISTORY, Tuple.of(account, LONGEST_HISTORY)).map(BreakerStore::all);
    }

    /** Ends the breaker of an account, with what follows for judging it later; empty where none is in force. */
    public Future<Optional<Tripped>> end(String account, Outcome outcome, Instant now) {
        var hour = now.truncatedTo(ChronoUnit.HOURS);
        return run(END, Tuple.of(account, time(now), outcome.name(), time(hour)))
                .map(rows -> all(rows).stream().findFirst());
    }

    /** Those that were ended in this time and are not in force again. */
    Future<List<Tripped>> ended(Instant from, Instant to) {
        return run(ENDED, Tuple.of(time(from), time(to))).map(BreakerStore::all);
    }

    /** Of which nobody has been told by mail though it was before this. */
    Future<List<Tripped>> untold(Instant before) {
        return run(UNTOLD, Tuple.of(time(before))).map(BreakerStore::all);
    }

    Future<Void> told(long id, Instant now) {
        return run("UPDATE breakers SET told = $2 WHERE id = $1", Tuple.of(id, time(now)))
                .mapEmpty();
    }

    /** Whether something unusual is to be told: it was not within this time, by any gateway. */
    Future<Boolean> isNews(String account, Reason kind, Instant now, Duration within) {
        return run(UNUSUAL, Tuple.of(account, kind.name(), time(now), (double) within.toSeconds()))
                .map(rows -> rows.rowCount() > 0);
    }

    /** Where the owner is reached. */
    Future<Optional<String>> contact(String account) {
        return run("SELECT contact FROM accounts WHERE name = $1 AND contact IS NOT NULL", Tuple.of(account))
                .map(rows -> rows.rowCount() == 0
                        ? Optional.empty()
                        : Optional.of(rows.iterator().next().getString(0)));
    }

    private Future<RowSet<Row>> run(String sql, Tuple parameters) {
        return client.preparedQuery(sql).execute(parameters).timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static List<Tripped> all(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(BreakerStore::tripped)
                .toList();
    }

    private static Tripped tripped(Row row) {
        var ended = row.getOffsetDateTime("ended");
        return new Tripped(
                row.getLong("id"),
                row.getString("account"),
                row.getOffsetDateTime("since").toInstant(),
                Reason.valueOf(row.getString("reason")),
                row.getString("detail"),
                ended == null
                        ? Optional.empty()
                        : Optional.of(
                                new Tripped.Ending(ended.toInstant(), Outcome.valueOf(row.getString("outcome")))));
    }
}
