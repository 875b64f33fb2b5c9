package io.vouchpost.spool;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.Database;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Messages whose senders are to be told something: each is one gateway's for the time of a lease, and told once. */
final class Notices {
    /** Each holds a connection. */
    private static final int AT_A_TIME = 1;

    private static final String TAKE = """
            WITH picked AS MATERIALIZED (
                SELECT m.id FROM (SELECT DISTINCT message FROM spool_recipients WHERE report IS NOT NULL) AS r
                CROSS JOIN LATERAL (
                    SELECT id FROM spool_messages
                    WHERE id = r.message AND (notice_until IS NULL OR notice_until <= $1) FOR UPDATE SKIP LOCKED) AS m
                LIMIT $2)
            UPDATE spool_messages SET notice_gateway = $3, notice_until = $4
            WHERE id = ANY (ARRAY(SELECT id FROM picked))
            RETURNING id
            """;

    private static final String READ = "SELECT r.number, r.forward_path, r.notify, r.original, r.report,"
            + SpoolRows.MESSAGE
            + "FROM spool_messages m JOIN spool_recipients r ON r.message = m.id WHERE m.id = ANY ($1::text[])"
            + " ORDER BY m.accepted, m.id, r.number";

    private static final String TIME_LINE = """
            SELECT n.message, n.number, n.at, n.kind, n.host, n.reply
            FROM spool_recipients r JOIN spool_notes n ON n.message = r.message AND n.number = r.number
            WHERE r.message = ANY ($1::text[]) AND r.report IS NOT NULL ORDER BY n.at
            """;

    private static final String OURS = "UPDATE spool_messages SET notice_gateway = NULL, notice_until = NULL"
            + " WHERE id = $1 AND notice_gateway = $2";

    /** Not where something else has come to be told meanwhile. */
    private static final String TOLD = """
            UPDATE spool_recipients r SET report = NULL FROM unnest($2::integer[], $3::text[]) AS t (number, report)
            WHERE r.message = $1 AND r.number = t.number AND r.report = t.report
            """;

    private final Pool pool;
    private final Leases leases;
    private final Clock clock;
    private final LargeMessage messages;
    private final Doors doors;

    private record Place(String message, int number) {}

    Notices(Vertx vertx, Pool pool, Leases leases, Clock clock) {
        this.pool = pool;
        this.leases = leases;
        this.clock = clock;
        this.messages = new LargeMessage(vertx, clock);
        this.doors = new Doors(vertx, AT_A_TIME);
    }

    Future<List<Notice>> take(int most) {
        return execute(TAKE, Tuple.of(Columns.at(clock.instant()), most, leases.gateway(), Columns.at(leases.end())))
                .compose(rows -> {
                    var ids = new ArrayList<String>();
                    rows.forEach(row -> ids.add(row.getString(0)));
                    return ids.isEmpty() ? Future.succeededFuture(List.of()) : read(ids.toArray(String[]::new));
                });
    }

    private Future<List<Notice>> read(String[] ids) {
        var which = Tuple.tuple().addArrayOfString(ids);
        return execute(TIME_LINE, which).compose(notes -> execute(READ, which).map(rows -> notices(rows, notes)));
    }

    private List<Notice> notices(RowSet<Row> rows, RowSet<Row> notes) {
        var timeLines = new LinkedHashMap<Place, List<Note>>();
        notes.forEach(row -> timeLines
                .computeIfAbsent(
                        new Place(row.getString("message"), row.getInteger("number")), place -> new ArrayList<>())
                .add(SpoolRows.note(row)));
        var byMessage = new LinkedHashMap<String, List<Row>>();
        rows.forEach(row -> byMessage
                .computeIfAbsent(row.getString("id"), id -> new ArrayList<>())
                .add(row));
        return byMessage.values().stream().map(some -> notice(some, timeLines)).toList();
    }

    private Notice notice(List<Row> rows, Map<Place, List<Note>> timeLines) {
        var message = rows.get(0);
        var recipients = rows.stream().map(SpoolRows::recipient).toList();
        var about = new ArrayList<Notice.About>();
        for (int i = 0; i < rows.size(); i++) {
            int number = rows.get(i).getInteger("number");
            var recipient = recipients.get(i);
            Optional.ofNullable(rows.get(i).getString("report"))
                    .map(Report::valueOf)
                    .ifPresent(report -> about.add(new Notice.About(
                            number,
                            recipient,
                            report,
                            timeLines.getOrDefault(new Place(message.getString("id"), number), List.of()))));
        }
        return new Notice(
                SpoolRows.submission(message, recipients, pool),
                message.getOffsetDateTime("accepted").toInstant(),
                about);
    }

    Future<Void> told(Notice notice, Optional<Kept> notification) {
        return doors.enter(() -> pool.withTransaction(transaction -> transaction
                        .preparedQuery(OURS)
                        .execute(Tuple.of(notice.submission().id(), leases.gateway()))
                        .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .compose(rows -> rows.rowCount() == 0
                                ? Future.<Void>succeededFuture() // another has it by now, or it has been told
                                : tell(transaction, notice, notification)))
                .mapEmpty());
    }

    private Future<Void> tell(SqlConnection transaction, Notice notice, Optional<Kept> notification) {
        var about = notice.recipients();
        return notification
                .map(kept -> messages.insert(transaction, kept))
                .orElseGet(Future::succeededFuture)
                .compose(kept -> transaction
                        .preparedQuery(TOLD)
                        .execute(new Columns()
                                .one(notice.submission().id())
                                .integers(about, Notice.About::number)
                                .texts(about, it -> it.report().name())
                                .tuple())
                        .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS))
                .mapEmpty();
    }

    private Future<RowSet<Row>> execute(String statement, Tuple parameters) {
        return pool.preparedQuery(statement).execute(parameters).timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
