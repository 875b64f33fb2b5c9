package io.vouchpost.spool;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Who has what, and until when. A gateway renews what it knows to have; what it took without ever learning of it comes back
 * by the end of its lease, like that of a gateway that was killed. Rows are locked here without their message, but only
 * where nobody else has them ({@code SKIP LOCKED}): nobody waits in a circle.
 */
final class Leases {
    private static final int BATCH = 1_000;
    /** Of each kind in one tick: the rest is for the next. */
    private static final int BATCHES = 20;

    private static final String RENEW = """
            WITH mine AS (
                SELECT r.message, r.number FROM unnest($1::text[], $2::integer[]) AS h (message, number)
                JOIN spool_recipients r ON r.message = h.message AND r.number = h.number
                WHERE r.state = 'LEASED' AND r.gateway = $3
                FOR UPDATE OF r SKIP LOCKED)
            UPDATE spool_recipients r SET lease_end = $4 FROM mine
            WHERE r.message = mine.message AND r.number = mine.number
            """;

    private static final String DUE = """
            WITH due AS MATERIALIZED (
                SELECT message, number FROM spool_recipients WHERE state = 'WAITING' AND due <= $1
                ORDER BY due LIMIT $2 FOR UPDATE SKIP LOCKED)
            UPDATE spool_recipients r SET state = 'READY' FROM due
            WHERE r.message = due.message AND r.number = due.number
            """;

    /** What this gateway knows to have stays with it though the database was away for longer than a lease. */
    private static final String ENDED = """
            WITH ended AS MATERIALIZED (
                SELECT message, number FROM spool_recipients WHERE state = 'LEASED' AND lease_end <= $1
                    AND (gateway <> $3 OR (message, number) NOT IN (SELECT * FROM unnest($4::text[], $5::integer[])))
                ORDER BY lease_end LIMIT $2 FOR UPDATE SKIP LOCKED),
            noted AS (
                INSERT INTO spool_notes (message, number, at, kind, host, reply)
                SELECT message, number, $1, 'LOST', '', 'the gateway that had it died or lost the database' FROM ended)
            UPDATE spool_recipients r SET state = 'READY', possibly_delivered = true, gateway = NULL, lease_end = NULL
            FROM ended WHERE r.message = ended.message AND r.number = ended.number
            """;

    private static final String GIVE_BACK = """
            WITH locked AS MATERIALIZED (SELECT id FROM spool_messages WHERE id = $1 FOR UPDATE)
            UPDATE spool_recipients r SET state = 'READY', gateway = NULL, lease_end = NULL FROM locked
            WHERE r.message = locked.id AND r.number = ANY ($2::integer[]) AND r.state = 'LEASED' AND r.gateway = $3
            """;

    private static final String REROUTE = """
            WITH locked AS MATERIALIZED (SELECT id FROM spool_messages WHERE id = $1 FOR UPDATE)
            UPDATE spool_recipients r SET state = 'READY', gateway = NULL, lease_end = NULL, route = g.route
            FROM locked, unnest($2::integer[], $4::text[]) AS g (number, route)
            WHERE r.message = locked.id AND r.number = g.number AND r.state = 'LEASED' AND r.gateway = $3
            """;

    private final Pool pool;
    private final UUID gateway;
    private final Supplier<Duration> lease;
    private final Clock clock;
    private final Set<Held> held = ConcurrentHashMap.newKeySet();

    private record Held(String message, int number) {}

    Leases(Pool pool, UUID gateway, Supplier<Duration> lease, Clock clock) {
        this.pool = pool;
        this.gateway = gateway;
        this.lease = lease;
        this.clock = clock;
    }

    UUID gateway() {
        return gateway;
    }

    /** Of a lease that begins now. */
    Instant end() {
        return clock.instant().plus(lease.get());
    }

    void hold(List<Parcel> parcels) {
        parcels.forEach(parcel -> held.addAll(of(parcel)));
    }

    void letGo(Parcel parcel) {
        of(parcel).forEach(held::remove);
    }

    private static Collection<Held> of(Parcel parcel) {
        var id = parcel.submission().id();
        return parcel.standings().stream()
                .map(standing -> new Held(id, standing.number()))
                .toList();
    }

    Future<Void> renew() {
        Future<Void> all = Future.succeededFuture();
        var mine = List.copyOf(held);
        for (int from = 0; from < mine.size(); from += BATCH) {
            var some = mine.subList(from, Math.min(mine.size(), from + BATCH));
            all = all.compose(before -> execute(
                            RENEW,
                            new Columns()
                                    .texts(some, Held::message)
                                    .integers(some, Held::number)
                                    .one(gateway)
                                    .one(end())
                                    .tuple())
                    .mapEmpty());
        }
        return all;
    }

    Future<Integer> tick() {
        return batches(() -> execute(DUE, Tuple.of(Columns.at(clock.instant()), BATCH)), 0, 0)
                .compose(due -> batches(this::ended, 0, 0).map(ended -> due + ended));
    }

    private Future<Integer> ended() {
        var mine = List.copyOf(held);
        return execute(
                ENDED,
                new Columns()
                        .one(clock.instant())
                        .one(BATCH)
                        .one(gateway)
                        .texts(mine, Held::message)
                        .integers(mine, Held::number)
                        .tuple());
    }

    private static Future<Integer> batches(Supplier<Future<Integer>> batch, int round, int sum) {
        return batch.get()
                .compose(count -> count < BATCH || round + 1 == BATCHES
                        ? Future.succeededFuture(sum + count)
                        : batches(batch, round + 1, sum + count));
    }

    Future<Void> giveBack(Parcel parcel) {
        return execute(GIVE_BACK, Tuple.of(parcel.submission().id(), numbers(parcel), gateway))
                .onComplete(done -> letGo(parcel)) // or it would be renewed without end
                .mapEmpty();
    }

    Future<Void> reroute(Parcel parcel, List<String> routes) {
        return execute(
                        REROUTE,
                        Tuple.of(parcel.submission().id(), numbers(parcel), gateway, routes.toArray(String[]::new)))
                .onComplete(done -> letGo(parcel)) // or it would be renewed without end
                .mapEmpty();
    }

    private static Integer[] numbers(Parcel parcel) {
        return parcel.standings().stream().map(Parcel.Standing::number).toArray(Integer[]::new);
    }

    private Future<Integer> execute(String statement, Tuple parameters) {
        return pool.preparedQuery(statement)
                .execute(parameters)
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .map(rows -> rows.rowCount());
    }
}
