package io.vouchpost.spool;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.Database;
import io.vouchpost.smtp.Recipient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Takes messages out for delivery, in turn from all accounts. */
final class Taking {
    /** All routes on which something is ready, by skipping along the index. */
    private static final String ROUTES = """
            WITH RECURSIVE routes AS (
                (SELECT route FROM spool_recipients WHERE state = 'READY' ORDER BY route LIMIT 1)
                UNION ALL
                SELECT n.route FROM routes a CROSS JOIN LATERAL (
                    SELECT r.route FROM spool_recipients r
                    WHERE r.state = 'READY' AND r.route > a.route ORDER BY r.route LIMIT 1) n)
            SELECT route FROM routes WHERE route <> ALL ($1::text[]) LIMIT 100
            """;

    private final Pool pool;
    private final Leases leases;
    /** By route: the account that was served last. */
    private final Map<String, String> served = new ConcurrentHashMap<>();

    Taking(Pool pool, Leases leases) {
        this.pool = pool;
        this.leases = leases;
    }

    Future<List<Parcel>> take(String route, int most) {
        if (most < 1) {
            return Future.succeededFuture(List.of());
        }
        var taking = pool.preparedQuery(TakeStatement.SQL)
                .execute(Tuple.of(
                        route, served.getOrDefault(route, ""), most, leases.gateway(), Columns.at(leases.end())))
                .map(rows -> parcels(route, rows));
        return taking.timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .onSuccess(leases::hold)
                .onSuccess(parcels -> remember(route, parcels))
                // too late for whoever asked; nobody need wait for the end of the lease
                .onFailure(late -> taking.onSuccess(parcels -> parcels.forEach(leases::giveBack)));
    }

    private void remember(String route, List<Parcel> parcels) {
        if (parcels.isEmpty()) {
            served.remove(route);
        } else {
            served.put(route, parcels.get(parcels.size() - 1).submission().account());
        }
    }

    Future<List<Parcel>> takeStray(Set<String> known, int most) {
        return pool.preparedQuery(ROUTES)
                .execute(Tuple.tuple().addArrayOfString(known.toArray(String[]::new)))
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .compose(rows -> {
                    Future<List<Parcel>> all = Future.succeededFuture(List.of());
                    for (var row : rows) {
                        all = all.compose(some -> take(row.getString(0), most - some.size())
                                .otherwise(List.of()) // what has been taken must not be forgotten for it
                                .map(more -> joined(some, more)));
                    }
                    return all;
                });
    }

    private static List<Parcel> joined(List<Parcel> some, List<Parcel> more) {
        var all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    private List<Parcel> parcels(String route, RowSet<Row> rows) {
        var byMessage = new LinkedHashMap<String, List<Row>>();
        rows.forEach(row -> byMessage
                .computeIfAbsent(row.getString("message"), id -> new ArrayList<>())
                .add(row));
        return byMessage.values().stream().map(some -> parcel(route, some)).toList();
    }

    private Parcel parcel(String route, List<Row> rows) {
        var message = rows.get(0);
        List<Recipient> recipients = rows.stream().map(SpoolRows::recipient).toList();
        var standings = rows.stream()
                .map(row -> new Parcel.Standing(
                        row.getInteger("number"),
                        row.getInteger("attempts"),
                        row.getBoolean("possibly_delivered"),
                        row.getBoolean("warned")))
                .toList();
        return new Parcel(
                SpoolRows.submission(message, recipients, pool),
                route,
                standings,
                message.getOffsetDateTime("begun").toInstant());
    }
}
