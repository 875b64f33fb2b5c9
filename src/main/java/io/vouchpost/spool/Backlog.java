package io.vouchpost.spool;

import static java.util.stream.Collectors.toMap;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * For how many recipients something waits in the spool of all gateways, and since when; for those who watch. Looked at by one
 * statement every {@value #EVERY_SECONDS} s, which is bounded however much is in the spool. How much room it takes is known
 * to {@link Room}.
 */
public final class Backlog {
    private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);
    private static final long EVERY_SECONDS = 15;
    /** Of one route in one state; it is not counted further. */
    private static final int MOST = QueueSummary.MOST;
    /** So many of the first are looked at for the oldest: their senders may want them held until later (RFC 4865). */
    private static final int FIRST = 100;

    private static final String LOOK = """
            WITH RECURSIVE routes AS (
                (SELECT route FROM spool_recipients ORDER BY route LIMIT 1)
                UNION ALL
                SELECT (SELECT r.route FROM spool_recipients r WHERE r.route > routes.route ORDER BY r.route LIMIT 1)
                FROM routes WHERE routes.route IS NOT NULL)
            SELECT k.route, sum(c.count)::bigint AS recipients, min(o.oldest) FILTER (WHERE s.state <> 'HELD') AS oldest
            FROM (SELECT route FROM routes WHERE route IS NOT NULL LIMIT 1000) k
                CROSS JOIN unnest(ARRAY['READY', 'WAITING', 'LEASED', 'HELD']) AS s (state)
                CROSS JOIN LATERAL (
                    SELECT count(*) AS count FROM (
                        SELECT FROM spool_recipients r WHERE r.route = k.route AND r.state = s.state LIMIT $2) AS head) c
                CROSS JOIN LATERAL (
                    SELECT min(greatest(m.accepted, m.released)) AS oldest FROM (
                        SELECT r.message FROM spool_recipients r WHERE r.route = k.route AND r.state = s.state
                        ORDER BY r.accepted, r.message, r.number LIMIT $3) AS head
                        JOIN spool_messages m ON m.id = head.message
                    WHERE m.released IS NULL OR m.released <= $1) o
            GROUP BY k.route
            """;

    private final Vertx vertx;
    private final Pool pool;
    private final Clock clock;
    private final long timer;
    private volatile Optional<Seen> seen = Optional.empty();

    /**
     * @param recipients with something left to do
     * @param oldest by route where something waits: since when the one does that has waited longest, not counting those
     *     that are held
     */
    private record Seen(long recipients, Map<String, Instant> oldest) {}

    /**
     * @param clock the same for all gateways
     */
    public Backlog(Vertx vertx, Pool pool, Clock clock) {
        this.vertx = vertx;
        this.pool = pool;
        this.clock = clock;
        this.timer = vertx.setPeriodic(0, TimeUnit.SECONDS.toMillis(EVERY_SECONDS), tick -> look());
    }

    /** Looks at once. Never fails: what cannot be seen is not known from then on. */
    public Future<Void> look() {
        return pool.preparedQuery(LOOK)
                .execute(Tuple.of(Columns.at(clock.instant()), MOST, FIRST))
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .map(rows -> Optional.of(seen(rows)))
                .otherwise(fault -> {
                    LOG.debug("how much waits in the spool is not known: {}", fault.toString());
                    return Optional.empty();
                })
                .onSuccess(found -> seen = found)
                .mapEmpty();
    }

    private static Seen seen(RowSet<Row> rows) {
        long recipients = 0;
        var oldest = new HashMap<String, Instant>();
        for (var row : rows) {
            recipients += row.getLong("recipients");
            Optional.ofNullable(row.getOffsetDateTime("oldest"))
                    .ifPresent(since -> oldest.put(row.getString("route"), since.toInstant()));
        }
        return new Seen(recipients, Map.copyOf(oldest));
    }

    /** With something left to do; counted no further than {@link QueueSummary#MOST} of one route in one state. NaN: not known. */
    public double recipients() {
        return seen.map(Seen::recipients).map(Long::doubleValue).orElse(Double.NaN);
    }

    /**
     * For how long the oldest has waited, from when it was accepted, or from when its sender wanted it to go; what an
     * operator or the breaker holds does not count. 0 where nothing waits. NaN: not known.
     */
    public double oldestSeconds() {
        return seen.map(now -> now.oldest().values().stream()
                        .mapToDouble(this::age)
                        .max()
                        .orElse(0))
                .orElse(Double.NaN);
    }

    /** The same by route; without those where nothing waits, and empty where it is not known. */
    public Map<String, Double> oldestSecondsByRoute() {
        return seen.map(now ->
                        now.oldest().entrySet().stream().collect(toMap(Map.Entry::getKey, it -> age(it.getValue()))))
                .orElse(Map.of());
    }

    private double age(Instant since) {
        return Math.max(0, Duration.between(since, clock.instant()).toMillis() / 1e3);
    }

    public void close() {
        vertx.cancelTimer(timer);
    }
}
