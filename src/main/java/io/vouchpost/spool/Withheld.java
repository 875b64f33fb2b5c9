package io.vouchpost.spool;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.Database;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * The mail of accounts whose breaker is in force: kept apart from what operators hold by hand, which nothing here touches.
 * Batch by batch, each in one statement and one transaction; one that is interrupted has done the batches before, and begun
 * again it does the rest. Messages are locked before recipients, and in their order, as everywhere in this package.
 */
public final class Withheld {
    private static final int BATCH = 500;

    /** Our own notifications have no trace field in front; what a client sent always has. */
    private static final String HOLD = """
            WITH page AS MATERIALIZED (
                SELECT m.id, m.accepted, r.number
                FROM spool_messages m CROSS JOIN LATERAL (
                    SELECT number FROM spool_recipients
                    WHERE message = m.id AND state IN ('READY', 'WAITING') OFFSET 0) r
                WHERE m.account = $1 AND m.finished IS NULL AND (m.accepted, m.id) >= ($2, $3)
                    AND NOT (m.reverse_path = '' AND m.trace = '')
                ORDER BY m.accepted, m.id LIMIT $4),
            locked AS MATERIALIZED (
                SELECT id FROM spool_messages WHERE id = ANY (ARRAY(SELECT id FROM page)) ORDER BY id FOR UPDATE),
            changed AS (
                UPDATE spool_recipients r SET state = 'HELD', holder = 'breaker', due = $5
                FROM locked l, page p
                WHERE p.id = l.id AND r.message = p.id AND r.number = p.number AND r.state IN ('READY', 'WAITING')
                RETURNING r.message, r.number),
            noted AS (
                INSERT INTO spool_notes (message, number, at, kind, host, reply)
                SELECT message, number, $5, 'HELD', '', $6 FROM changed)
            SELECT accepted, id, (SELECT count(*) FROM page)::int AS read, (SELECT count(*) FROM changed)::int AS changed
            FROM page ORDER BY accepted DESC, id DESC LIMIT 1
            """;

    /** Of so many octets at most, or the first alone: what is removed loses its content, whose pieces are many. */
    private static final String BATCH_OF = """
            WITH batch AS MATERIALIZED (
                SELECT message, number FROM (
                    SELECT s.message, s.number, row_number() OVER (ORDER BY s.message, s.number) AS place,
                        sum(CASE WHEN s.turn = 1 THEN m.octets ELSE 0 END) OVER (ORDER BY s.message, s.number) AS octets
                    FROM (SELECT message, number, row_number() OVER (PARTITION BY message ORDER BY number) AS turn FROM (
                            SELECT r.message, r.number
                            FROM spool_recipients r JOIN spool_messages m ON m.id = r.message
                            WHERE r.account = $1 AND r.holder IS NOT NULL AND m.accepted <= $4
                            ORDER BY r.message, r.number LIMIT $2) AS first) AS s
                        JOIN spool_messages m ON m.id = s.message) AS measured
                WHERE place = 1 OR octets <= 67108864),
            locked AS MATERIALIZED (
                SELECT id, released FROM spool_messages
                WHERE id = ANY (ARRAY(SELECT message FROM batch)) ORDER BY id FOR UPDATE),
            """;

    /** A message counts with the last of its recipients: one that is cut in two counts once. */
    private static final String COUNTED = """
            SELECT (SELECT count(*) FROM changed)::int AS changed,
                (SELECT count(*) FROM changed c WHERE NOT EXISTS (
                    SELECT FROM spool_recipients n
                    WHERE n.message = c.message AND n.number > c.number AND n.holder IS NOT NULL))::int AS messages
            """;

    /** What its sender wants held until later (RFC 4865) waits until then. */
    private static final String RELEASE = BATCH_OF + """
            changed AS (
                UPDATE spool_recipients r SET holder = NULL,
                    state = CASE WHEN l.released > $3 THEN 'WAITING' ELSE 'READY' END,
                    due = CASE WHEN l.released > $3 THEN l.released ELSE $3 END
                FROM locked l, batch s
                WHERE s.message = l.id AND r.message = s.message AND r.number = s.number
                    AND r.state = 'HELD' AND r.holder IS NOT NULL
                RETURNING r.message, r.number),
            noted AS (
                INSERT INTO spool_notes (message, number, at, kind, host, reply)
                SELECT message, number, $3, 'RELEASED', '', 'An operator ended the breaker of the account.' FROM changed)
            """ + COUNTED;

    private static final String DROP = BATCH_OF + """
            changed AS (
                UPDATE spool_recipients r SET holder = NULL, state = 'REMOVED', due = $3, report = NULL
                FROM locked l, batch s
                WHERE s.message = l.id AND r.message = s.message AND r.number = s.number
                    AND r.state = 'HELD' AND r.holder IS NOT NULL
                RETURNING r.message, r.number),
            noted AS (
                INSERT INTO spool_notes (message, number, at, kind, host, reply)
                SELECT message, number, $3, 'REMOVED', '', 'An operator dropped what the breaker held; nobody is told.'
                FROM changed)
            """ + COUNTED;

    private static final String COUNT = """
            SELECT count(*)::int AS recipients, count(DISTINCT message)::int AS messages FROM (
                SELECT message FROM spool_recipients WHERE account = $1 AND holder IS NOT NULL LIMIT $2) AS held
            """;

    /** More are not counted, but said to be more. */
    public static final int MOST = 100_000;

    /** Later than anything. */
    private static final Instant WHENEVER = Instant.parse("9999-12-31T00:00:00Z");

    private final Pool pool;
    private final Clock clock;

    public Withheld(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /** So many recipients, of so many messages. */
    public record Extent(int messages, int recipients) {
        static final Extent NOTHING = new Extent(0, 0);

        Extent plus(int moreMessages, int moreRecipients) {
            return new Extent(messages + moreMessages, recipients + moreRecipients);
        }
    }

    /**
     * Holds what waits now; what is being delivered just now is not touched.
     *
     * @param why for the time lines
     * @return how many recipients
     */
    public Future<Integer> hold(String account, String why) {
        Promise<Integer> end = Promise.promise();
        hold(account, why, QueuePlace.OLDEST.accepted(), "", 0, end);
        return end.future();
    }

    /** A loop and not a chain of futures, which would keep every batch until the last. */
    private void hold(String account, String why, Instant after, String message, int before, Promise<Integer> end) {
        run(HOLD, Tuple.of(account, Columns.at(after), message, BATCH, Columns.at(clock.instant()), why))
                .onSuccess(rows -> {
                    var last = rows.rowCount() == 0 ? null : rows.iterator().next();
                    int all = before + (last == null ? 0 : last.getInteger("changed"));
                    if (last == null || last.getInteger("read") < BATCH) {
                        end.complete(all);
                    } else {
                        hold(
                                account,
                                why,
                                last.getOffsetDateTime("accepted").toInstant(),
                                last.getString("id"),
                                all,
                                end);
                    }
                })
                .onFailure(end::fail);
    }

    /** Lets go on what the breaker holds, with its next attempt now. */
    public Future<Extent> release(String account) {
        return all(RELEASE, account, WHENEVER);
    }

    /** Removes what the breaker holds; nobody is told. */
    public Future<Extent> drop(String account) {
        return all(DROP, account, WHENEVER);
    }

    /**
     * Removes what was accepted by then, when an operator said so. What has come in since, at a gateway that had not heard of
     * it, nobody has judged: it goes on.
     *
     * @return what was removed
     */
    public Future<Extent> drop(String account, Instant until) {
        return all(DROP, account, until).compose(dropped -> release(account).map(dropped));
    }

    private Future<Extent> all(String statement, String account, Instant until) {
        Promise<Extent> end = Promise.promise();
        some(statement, account, until, Extent.NOTHING, end);
        return end.future();
    }

    private void some(String statement, String account, Instant until, Extent before, Promise<Extent> end) {
        run(statement, Tuple.of(account, BATCH, Columns.at(clock.instant()), Columns.at(until)))
                .map(rows -> rows.iterator().next())
                .onSuccess(row -> {
                    var all = before.plus(row.getInteger("messages"), row.getInteger("changed"));
                    if (row.getInteger("changed") == 0) {
                        end.complete(all);
                    } else {
                        some(statement, account, until, all, end);
                    }
                })
                .onFailure(end::fail);
    }

    /** How much there is, as far as {@link #MOST} recipients. */
    public Future<Extent> count(String account) {
        return run(COUNT, Tuple.of(account, MOST))
                .map(rows -> rows.iterator().next())
                .map(row -> new Extent(row.getInteger("messages"), row.getInteger("recipients")));
    }

    private Future<RowSet<Row>> run(String sql, Tuple parameters) {
        return pool.preparedQuery(sql).execute(parameters).timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
