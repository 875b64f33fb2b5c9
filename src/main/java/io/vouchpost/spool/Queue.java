package io.vouchpost.spool;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.Database;
import io.vouchpost.spool.QueueChange.Named;
import io.vouchpost.spool.QueueSummary.Share;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The spool as operators see it and put their hands to it, beside the gateways that deliver from it. Every statement is
 * bounded, however much is in the spool. Content is never read.
 */
public final class Queue {
    private static final String SHARES = """
            SELECT k.route, s.state, c.count, c.oldest
            FROM unnest($1::text[]) AS k (route)
                CROSS JOIN unnest($2::text[]) WITH ORDINALITY AS s (state, position)
                CROSS JOIN LATERAL (
                    SELECT count(*)::int AS count, min(accepted) AS oldest FROM (
                        SELECT r.accepted FROM spool_recipients r WHERE r.route = k.route AND r.state = s.state
                        ORDER BY r.accepted, r.message, r.number LIMIT $3) AS share) c
            WHERE c.count > 0 ORDER BY k.route, s.position
            """;
    private static final String RECIPIENTS = """
            SELECT number FROM spool_recipients
            WHERE message = $1 AND ($2::text IS NULL OR lower(forward_path) = lower($2)) ORDER BY number
            """;

    private final Pool pool;
    private final Clock clock;
    private final QueueSearch search;

    public Queue(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
        this.search = new QueueSearch(pool);
    }

    /**
     * A page in the order in which messages were accepted.
     *
     * @param after where the page before has ended
     * @param limit recipients, from 1
     */
    public Future<QueuePage> list(QueueFilter filter, boolean newestFirst, Optional<QueuePlace> after, int limit) {
        return search.page(filter, newestFirst, after, limit);
    }

    /**
     * One message, finished or not; empty where there is none, or none any more.
     *
     * @param reference its name, in whatever case
     */
    public Future<Optional<Inspected>> show(String reference) {
        return new QueueInspection(pool).find(reference);
    }

    public Future<QueueSummary> summary() {
        return search.routes().compose(this::shares).compose(shares -> Holdings.read(pool)
                .map(held -> new QueueSummary(held.messages(), held.octets(), shares)));
    }

    private Future<List<Share>> shares(List<String> routes) {
        var states = Arrays.stream(State.values()).map(State::name).toArray(String[]::new);
        return pool.preparedQuery(SHARES)
                .mapping(row -> new Share(
                        row.getString("route"),
                        State.valueOf(row.getString("state")),
                        row.getInteger("count"),
                        row.getOffsetDateTime("oldest").toInstant()))
                .execute(Tuple.tuple()
                        .addArrayOfString(routes.toArray(String[]::new))
                        .addArrayOfString(states)
                        .addInteger(QueueSummary.MOST + 1))
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .map(rows -> {
                    var shares = new ArrayList<Share>();
                    rows.forEach(shares::add);
                    return shares;
                });
    }

    /**
     * Of one message; nothing is counted where it has no such recipient.
     *
     * @param message its name, exactly
     * @param recipient the forward-path without brackets, in whatever case; empty: all of them
     */
    public Future<Tally> change(Intervention intervention, String message, Optional<String> recipient) {
        return pool.preparedQuery(RECIPIENTS)
                .execute(Tuple.of(message, recipient.orElse(null)))
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .map(rows -> rows.stream()
                        .map(row -> new Named(message, row.getInteger("number")))
                        .toList())
                .compose(named ->
                        QueueBulk.apply(new QueueChange(pool, intervention, clock.instant()), QueueBulk.split(named)));
    }

    /** Of all that were accepted until now, in batches. */
    public Future<Tally> changeAll(Intervention intervention, QueueFilter filter) {
        return new QueueBulk(pool, filter, intervention, clock.instant()).toTheEnd();
    }
}
