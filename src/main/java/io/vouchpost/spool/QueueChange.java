package io.vouchpost.spool;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.Database;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Does something to some recipients in one transaction. Messages are locked before recipients, and both in their order, as
 * everywhere in this package: so two of these at a time, or one and a gateway, cannot wait for each other. What follows from
 * the change (a message that is over loses its content, gateways hear of what became ready) is the tables' own doing.
 */
final class QueueChange {
    private static final String LOCK_MESSAGES = """
            SELECT FROM spool_messages WHERE id = ANY ($1::text[]) ORDER BY id FOR UPDATE
            """;
    private static final String LOCK_RECIPIENTS = """
            SELECT r.message, r.number, r.state
            FROM unnest($1::text[], $2::int[]) AS asked (message, number)
                JOIN spool_recipients r ON r.message = asked.message AND r.number = asked.number
            ORDER BY r.message, r.number FOR UPDATE OF r
            """;
    /** What the sender does not want to be told of is not reported (RFC 3461 §4.1); nor is anything that was removed. */
    private static final String CHANGE = """
            UPDATE spool_recipients r SET state = $3, due = $4, gateway = NULL, lease_end = NULL, holder = NULL, report = CASE $3
                WHEN 'FAILED' THEN CASE WHEN r.notify = '{}' OR 'FAILURE' = ANY (r.notify) THEN 'FAILURE' END
                WHEN 'REMOVED' THEN NULL
                ELSE r.report END
            FROM unnest($1::text[], $2::int[]) AS asked (message, number)
            WHERE r.message = asked.message AND r.number = asked.number
            """;

    private static final String NOTE = """
            INSERT INTO spool_notes (message, number, at, kind, host, reply)
            SELECT message, number, $3, $4, '', $5 FROM unnest($1::text[], $2::int[]) AS asked (message, number)
            """;

    private final Pool pool;
    private final Intervention intervention;
    private final Instant now;

    QueueChange(Pool pool, Intervention intervention, Instant now) {
        this.pool = pool;
        this.intervention = intervention;
        this.now = now;
    }

    /** A recipient of a message. */
    record Named(String message, int number) {}

    Future<Tally> apply(List<Named> recipients) {
        return pool.withTransaction(connection -> run(connection, LOCK_MESSAGES, messages(recipients))
                .compose(v -> run(connection, LOCK_RECIPIENTS, pairs(recipients)))
                .compose(rows -> change(connection, rows)));
    }

    private Future<Tally> change(SqlConnection connection, RowSet<Row> rows) {
        var left = new EnumMap<State, Integer>(State.class);
        rows.stream()
                .map(QueueChange::state)
                .filter(state -> !intervention.from().contains(state))
                .forEach(state -> left.merge(state, 1, Integer::sum));
        var fit = rows.stream()
                .filter(row -> intervention.from().contains(state(row)))
                .toList();
        var tally = new Tally(fit.size(), left);
        return fit.isEmpty()
                ? Future.succeededFuture(tally)
                : write(connection, fit).map(tally);
    }

    private Future<Void> write(SqlConnection connection, List<Row> rows) {
        var named = rows.stream()
                .map(row -> new Named(row.getString("message"), row.getInteger("number")))
                .toList();
        var time = Columns.at(now);
        return run(
                        connection,
                        CHANGE,
                        pairs(named).addString(intervention.to().name()).addOffsetDateTime(time))
                .compose(v -> run(
                        connection,
                        NOTE,
                        pairs(named)
                                .addOffsetDateTime(time)
                                .addString(intervention.kind().name())
                                .addString(intervention.words())))
                .mapEmpty();
    }

    private static State state(Row row) {
        return State.valueOf(row.getString("state"));
    }

    private static Tuple pairs(List<Named> recipients) {
        return Tuple.tuple()
                .addArrayOfString(recipients.stream().map(Named::message).toArray(String[]::new))
                .addArrayOfInteger(recipients.stream().map(Named::number).toArray(Integer[]::new));
    }

    private static Tuple messages(List<Named> recipients) {
        return Tuple.tuple()
                .addArrayOfString(
                        recipients.stream().map(Named::message).distinct().toArray(String[]::new));
    }

    private static Future<RowSet<Row>> run(SqlConnection connection, String sql, Tuple parameters) {
        return connection.preparedQuery(sql).execute(parameters).timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
