package io.vouchpost.guard;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.Database;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** The counts in PostgreSQL: many of them told and asked for in one statement. */
final class CounterTable {
    /** Rows that one statement removes. */
    static final int SWEPT = 10_000;

    /**
     * What is told is added whatever the limit; of what is wanted only what fits. Rows come in the order of their keys, so
     * that two gateways never wait for each other.
     */
    private static final String EXCHANGE = """
            INSERT INTO counters AS c (key, start, ends, amount, granted, most)
            SELECT key, start, ends, told + counter_grant(wanted, most, told), counter_grant(wanted, most, told), most
            FROM unnest($1::text[], $2::timestamptz[], $3::timestamptz[], $4::bigint[], $5::bigint[], $6::bigint[])
                AS asked (key, start, ends, told, wanted, most)
            ON CONFLICT (key, start) DO UPDATE SET
                granted = counter_grant(EXCLUDED.granted, EXCLUDED.most, c.amount + EXCLUDED.amount - EXCLUDED.granted),
                amount = c.amount + EXCLUDED.amount - EXCLUDED.granted
                    + counter_grant(EXCLUDED.granted, EXCLUDED.most, c.amount + EXCLUDED.amount - EXCLUDED.granted),
                most = EXCLUDED.most
            RETURNING key, start, amount, granted
            """;

    private static final String SWEEP = """
            DELETE FROM counters WHERE (key, start) IN (
                SELECT key, start FROM counters WHERE ends < $1 ORDER BY ends LIMIT $2 FOR UPDATE SKIP LOCKED)
            """;

    private final SqlClient client;
    private final AtomicLong exchanges = new AtomicLong();

    CounterTable(SqlClient client) {
        this.client = client;
    }

    /**
     * One count.
     *
     * @param told given out already; below zero: given back
     * @param wanted as much of it as fits
     */
    record Asked(String key, Window window, long told, long wanted, long most) {}

    /**
     * @param amount of all together now
     * @param granted of what was wanted; among the amount
     */
    record Answered(String key, Instant start, long amount, long granted) {}

    /**
     * @param asked sorted by key and start
     */
    Future<List<Answered>> exchange(List<Asked> asked) {
        exchanges.incrementAndGet();
        return client.preparedQuery(EXCHANGE)
                .execute(Tuple.of(
                        column(asked, Asked::key, String[]::new),
                        column(asked, one -> time(one.window().start()), OffsetDateTime[]::new),
                        column(asked, one -> time(one.window().end()), OffsetDateTime[]::new),
                        column(asked, Asked::told, Long[]::new),
                        column(asked, Asked::wanted, Long[]::new),
                        column(asked, Asked::most, Long[]::new)))
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .map(rows -> rows.stream()
                        .map(row -> new Answered(
                                row.getString("key"),
                                row.getOffsetDateTime("start").toInstant(),
                                row.getLong("amount"),
                                row.getLong("granted")))
                        .collect(Collectors.toList()));
    }

    /** Removes windows that ended before; says how many. */
    Future<Integer> sweep(Instant before) {
        return client.preparedQuery(SWEEP)
                .execute(Tuple.of(time(before), SWEPT))
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .map(rows -> rows.rowCount());
    }

    /** Statements so far, those of sweeping not among them. */
    long exchanges() {
        return exchanges.get();
    }

    private static <T> T[] column(List<Asked> rows, Function<Asked, T> value, IntFunction<T[]> array) {
        return rows.stream().map(value).toArray(array);
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
