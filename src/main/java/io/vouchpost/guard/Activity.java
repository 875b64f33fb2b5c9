package io.vouchpost.guard;

import com.github.benmanes.caffeine.cache.Cache;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.Database;
import io.vouchpost.database.Interruption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What accounts send, counted by all gateways together in hours of the clock. A count that is far from anything remarkable
 * is written within a second, together with others; only whoever is near, or not known here, waits for the sum.
 */
final class Activity {
    static final Duration KEPT = Duration.ofDays(14);

    private static final Logger LOG = LoggerFactory.getLogger(Activity.class);
    private static final int MOST = 100_000;
    private static final int TOGETHER = 1_000;
    /** So old a sum may be for one who is far from anything: what other gateways count meanwhile, they see themselves. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    /** Rows in their order: two gateways at a time cannot wait for each other. Losing some in a crash is no harm. */
    private static final String COUNT = """
            WITH counted AS MATERIALIZED (
                SELECT a.id, a.name, c.hour, c.messages, c.recipients, c.refused
                FROM unnest($1::text[], $2::timestamptz[], $3::bigint[], $4::bigint[], $5::bigint[])
                    AS c (account, hour, messages, recipients, refused)
                JOIN accounts a ON a.name = c.account ORDER BY a.id, c.hour),
            written AS (
                INSERT INTO account_activity AS t (account, hour, messages, recipients, refused)
                SELECT id, hour, messages, recipients, refused FROM counted
                ON CONFLICT (account, hour) DO UPDATE SET messages = t.messages + excluded.messages,
                    recipients = t.recipients + excluded.recipients, refused = t.refused + excluded.refused
                RETURNING t.*)
            SELECT c.name, w.hour, w.recipients, w.passed_recipients, w.refused - w.passed_refused AS refused,
                greatest(w.passed_recipients, (
                    SELECT max(h.recipients) FROM account_activity h WHERE h.account = w.account
                        AND h.hour >= w.hour - make_interval(secs => $6) AND h.hour < w.hour)) AS most,
                set_config('synchronous_commit', 'off', true)
            FROM written w JOIN counted c ON c.id = w.account AND c.hour = w.hour
            """;

    private static final String FORGET = """
            DELETE FROM account_activity WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM account_activity WHERE hour < $1 ORDER BY hour LIMIT 10000 FOR UPDATE SKIP LOCKED))
            """;

    private final Interruption interruption = new Interruption(LOG, "counting what accounts send");
    private final SqlClient client;
    private final Clock clock;
    private final Predicate<Standing> remarkable;
    private final BiConsumer<String, Standing> judge;
    private final Gathering<Hour, Counts, Standing> gathering;
    private final Cache<String, Known> known;

    private record Hour(String account, Instant start) {}

    private record Known(Instant hour, Standing standing, Instant read) {}

    /**
     * @param refused recipients, for good
     */
    record Counts(long messages, long recipients, long refused) {
        Counts and(Counts other) {
            return new Counts(messages + other.messages, recipients + other.recipients, refused + other.refused);
        }
    }

    /**
     * What all gateways have counted of an account in the current hour.
     *
     * @param all recipients
     * @param recipients those that no operator has found harmless
     * @param refused likewise, of those refused for good
     * @param most recipients in any other hour of the last 14 days, or found harmless in this one
     */
    record Standing(long all, long recipients, long refused, long most) {
        Standing with(long more) {
            return new Standing(all + more, recipients + more, refused, most);
        }
    }

    /**
     * @param remarkable whether it would come to anything if an account stood so
     * @param judge told how accounts stand, before those who wait for it go on
     */
    Activity(SqlClient client, Clock clock, Predicate<Standing> remarkable, BiConsumer<String, Standing> judge) {
        this.client = client;
        this.clock = clock;
        this.remarkable = remarkable;
        this.judge = judge;
        this.gathering = new Gathering<>(MOST, TOGETHER, Counts::and, this::write);
        this.known = Memory.by(clock)
                .maximumSize(MOST)
                .expireAfterWrite(Duration.ofHours(1))
                .build();
    }

    /** Completed when it has been judged, or need not be; fails when the database does not do it. */
    Future<Void> sent(String account, int recipients) {
        var hour = hour(account);
        var counts = new Counts(1, recipients, 0);
        if (isFar(hour, counts)) {
            note(hour, counts);
            return Future.succeededFuture();
        }
        return gathering.ask(hour, counts).mapEmpty();
    }

    /** Judged within about a second. */
    void refused(String account, int recipients) {
        note(hour(account), new Counts(0, 0, recipients));
    }

    private void note(Hour hour, Counts counts) {
        if (!gathering.add(hour, counts)) {
            LOG.debug("what {} sends is not counted: too many accounts at a time", hour.account());
        }
    }

    private Hour hour(String account) {
        return new Hour(account, clock.instant().truncatedTo(ChronoUnit.HOURS));
    }

    /** Even twice as much as is known of would be nothing remarkable. */
    private boolean isFar(Hour hour, Counts counts) {
        var last = known.getIfPresent(hour.account());
        if (last == null
                || !last.hour().equals(hour.start())
                || last.read().plus(FRESH).isBefore(clock.instant())) {
            return false;
        }
        long more = counts.recipients()
                + gathering.unsettled(hour).map(Counts::recipients).orElse(0L);
        var estimate = last.standing().with(more);
        return !remarkable.test(estimate.with(estimate.recipients()));
    }

    /** What is known of an account is no longer true. */
    void forget(String account) {
        known.invalidate(account);
    }

    /** Writes what was counted by now; completed when that is done, well or not. */
    Future<Void> flush() {
        return gathering.run();
    }

    private Future<Map<Hour, Standing>> write(Map<Hour, Counts> batch) {
        var now = clock.instant();
        var rows = batch.entrySet().stream().toList();
        var parameters = Tuple.tuple()
                .addArrayOfString(
                        rows.stream().map(row -> row.getKey().account()).toArray(String[]::new))
                .addArrayOfOffsetDateTime(rows.stream()
                        .map(row -> row.getKey().start().atOffset(ZoneOffset.UTC))
                        .toArray(OffsetDateTime[]::new))
                .addArrayOfLong(longs(batch, Counts::messages))
                .addArrayOfLong(longs(batch, Counts::recipients))
                .addArrayOfLong(longs(batch, Counts::refused))
                .addDouble((double) KEPT.toSeconds());
        return interruption.watch(client.preparedQuery(COUNT)
                .execute(parameters)
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .map(found -> {
                    var standings = new HashMap<Hour, Standing>();
                    found.forEach(row -> standings.put(
                            new Hour(
                                    row.getString("name"),
                                    row.getOffsetDateTime("hour").toInstant()),
                            standing(row)));
                    standings.forEach((hour, standing) -> {
                        known.put(hour.account(), new Known(hour.start(), standing, now));
                        if (!hour.start().isBefore(now.truncatedTo(ChronoUnit.HOURS))) {
                            judge.accept(hour.account(), standing);
                        }
                    });
                    return (Map<Hour, Standing>) standings;
                })
                // it may be counted twice then, where only the answer was lost
                .onFailure(fault -> batch.forEach(gathering::add)));
    }

    private static Long[] longs(Map<Hour, Counts> batch, Function<Counts, Long> column) {
        return batch.values().stream().map(column).toArray(Long[]::new);
    }

    private static Standing standing(Row row) {
        long all = row.getLong("recipients");
        return new Standing(all, all - row.getLong("passed_recipients"), row.getLong("refused"), row.getLong("most"));
    }

    /** Removes what is too old to be compared with. */
    Future<Void> removeOld() {
        var before = clock.instant().minus(KEPT).minus(Duration.ofHours(1)).atOffset(ZoneOffset.UTC);
        return client.preparedQuery(FORGET)
                .execute(Tuple.of(before))
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .mapEmpty();
    }
}
