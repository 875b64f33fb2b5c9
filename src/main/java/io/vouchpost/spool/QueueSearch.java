package io.vouchpost.spool;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.Database;
import io.vouchpost.spool.QueuePage.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

/** Fills a page, stretch by stretch of an index, each in a statement of its own that ends in time. */
final class QueueSearch {
    /** Rows read by one statement where some of them may not be what is asked for. */
    private static final int STRETCH = 2_000;

    /** Each route by one look into the index. */
    static final String ROUTES = """
            WITH RECURSIVE routes AS (
                (SELECT route FROM spool_recipients ORDER BY route LIMIT 1)
                UNION ALL
                SELECT (SELECT r.route FROM spool_recipients r WHERE r.route > routes.route ORDER BY r.route LIMIT 1)
                FROM routes WHERE routes.route IS NOT NULL)
            SELECT route FROM routes WHERE route IS NOT NULL LIMIT 1000
            """;

    private final SqlClient client;

    QueueSearch(SqlClient client) {
        this.client = client;
    }

    Future<QueuePage> page(QueueFilter filter, boolean newest, Optional<QueuePlace> after, int limit) {
        var start = after.orElse(newest ? QueuePlace.NEWEST : QueuePlace.OLDEST);
        return routes().compose(routes -> new Reading(filter, newest, routes, limit).from(start));
    }

    /** All that have recipients, however few. */
    Future<List<String>> routes() {
        return client.query(ROUTES)
                .execute()
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .map(rows -> rows.stream().map(row -> row.getString("route")).toList());
    }

    /** One page under way. */
    private final class Reading {
        private final QueueFilter filter;
        private final boolean newest;
        private final List<String> routes;
        private final int limit;
        private final QueueScan scan;
        private final int stretch;
        private final List<Entry> found = new ArrayList<>();
        private final Promise<QueuePage> end = Promise.promise();

        Reading(QueueFilter filter, boolean newest, List<String> routes, int limit) {
            this.filter = filter;
            this.newest = newest;
            this.routes = routes;
            this.limit = limit;
            this.scan = QueueScan.of(filter);
            this.stretch = scan.isExact(filter) ? limit + 1 : Math.max(limit + 1, STRETCH);
        }

        Future<QueuePage> from(QueuePlace start) {
            readOn(start);
            return end.future();
        }

        /** A loop and not a chain of futures, which would keep every stretch until the last. */
        private void readOn(QueuePlace after) {
            Tuple parameters = scan.parameters(filter, routes, after, stretch, limit + 1 - found.size());
            client.preparedQuery(scan.sql(newest))
                    .execute(parameters)
                    .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .onSuccess(this::add)
                    .onFailure(end::tryFail);
        }

        private void add(RowSet<Row> rows) {
            StreamSupport.stream(rows.spliterator(), false)
                    .filter(row -> row.getString("message") != null)
                    .map(QueueSearch::entry)
                    .forEach(found::add);
            if (found.size() > limit) {
                var page = found.subList(0, limit);
                end.tryComplete(
                        new QueuePage(page, Optional.of(page.get(limit - 1).place())));
            } else if (rows.size() == 0 || rows.iterator().next().getLong("read") < stretch) {
                end.tryComplete(new QueuePage(found, Optional.empty()));
            } else {
                readOn(place(rows.iterator().next(), "end_"));
            }
        }
    }

    private static Entry entry(Row row) {
        return new Entry(
                place(row, ""),
                row.getString("account"),
                row.getString("reverse_path"),
                row.getString("forward_path"),
                row.getString("route"),
                State.valueOf(row.getString("state")),
                row.getOffsetDateTime("due").toInstant(),
                row.getInteger("attempts"),
                row.getBoolean("possibly_delivered"),
                row.getLong("octets"),
                row.getString("kind") == null ? Optional.empty() : Optional.of(SpoolRows.note(row)));
    }

    private static QueuePlace place(Row row, String prefix) {
        return new QueuePlace(
                row.getOffsetDateTime(prefix + "accepted").toInstant(),
                row.getString(prefix + "message"),
                row.getInteger(prefix + "number"));
    }
}
