package io.vouchpost.guard;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.config.GuardSettings;
import io.vouchpost.database.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * What all gateways count together, in PostgreSQL: one statement for many at a time. Times are the caller's, so the clocks
 * of the gateways should agree to within seconds.
 */
final class LockoutStore {
    /** More than this are not held in memory. */
    static final int MOST_LOCKOUTS = 100_000;

    /** More networks of an account are not looked at: the latest are. */
    static final int MOST_FAMILIAR = 1_000;

    private static final int SWEPT = 10_000;
    private static final String GUESS = "guess";

    private static final String COUNT = """
            SELECT kind, account, network, fingerprint, count, spread, welcome, last, locked_until
            FROM count_failures($1, $2, $3, $4, $5, $6, $7, $8, $9, make_interval(secs => $10),
                make_interval(secs => $11), make_interval(secs => $12), make_interval(secs => $13))
            """;
    private static final String NOTE = "SELECT * FROM note_successes($1, $2, $3, $4, make_interval(secs => $5))";
    private static final String ACTIVE = """
            SELECT kind, account, network, fingerprint, count, spread, welcome, last, locked_until
            FROM lockouts WHERE locked_until > $1 ORDER BY locked_until DESC LIMIT $2
            """;
    private static final String FAMILIAR = """
            SELECT asked.account, array(
                SELECT f.network FROM familiar AS f WHERE f.account = asked.account AND f.last_login > $2
                ORDER BY f.last_login DESC LIMIT $3) AS networks
            FROM unnest($1::text[]) AS asked (account)
            """;
    private static final String SWEEP =
            "SELECT sweep_lockouts($1, make_interval(secs => $2), make_interval(secs => $3), $4)";

    private final SqlClient client;

    LockoutStore(SqlClient client) {
        this.client = client;
    }

    /**
     * A failed log-in.
     *
     * @param free counted already, by another mechanism with the same password
     */
    record Failure(Trial trial, boolean free) {}

    /** What follows from failures: locks, and the keys of those passwords that were new guesses. */
    record Counted(List<Lockout> lockouts, Set<LockKey> guesses) {}

    /**
     * Counts each as often as it is there.
     *
     * @param now of all of them
     */
    Future<Counted> count(List<Failure> failures, GuardSettings settings, Instant now) {
        var times = new HashMap<Failure, Integer>();
        failures.forEach(failure -> times.merge(failure, 1, Integer::sum));
        var different = List.copyOf(times.keySet());
        var parameters = Tuple.tuple()
                .addArrayOfString(texts(different, failure -> failure.trial().account()))
                .addArrayOfString(texts(different, failure -> failure.trial().network()))
                .addArrayOfString(texts(different, failure -> failure.trial().block()))
                .addArrayOfString(texts(different, failure -> failure.trial().fingerprint()))
                .addArrayOfInteger(different.stream().map(times::get).toArray(Integer[]::new))
                .addArrayOfBoolean(different.stream()
                        .map(failure -> failure.trial().spared())
                        .toArray(Boolean[]::new))
                .addArrayOfBoolean(different.stream().map(Failure::free).toArray(Boolean[]::new))
                .addOffsetDateTime(time(now))
                .addArrayOfInteger(new Integer[] {
                    settings.accountFailures(),
                    settings.strangerFailures(),
                    settings.networkFailures(),
                    settings.sprayedAccounts(),
                    settings.stuffingNetworks()
                })
                .addDouble(seconds(settings.lockout()))
                .addDouble(seconds(settings.longestLockout()))
                .addDouble(seconds(settings.forgetAfter()))
                .addDouble(seconds(settings.familiarFor()));
        return run(COUNT, parameters).map(LockoutStore::counted);
    }

    private static Counted counted(RowSet<Row> rows) {
        var guesses = new HashSet<LockKey>();
        rows.forEach(row -> {
            if (row.getString("kind").equals(GUESS)) {
                guesses.add(new LockKey(
                        LockKind.CREDENTIAL,
                        row.getString("account"),
                        row.getString("network"),
                        row.getString("fingerprint")));
            }
        });
        return new Counted(lockouts(rows), guesses);
    }

    /** A log-in that succeeded. */
    record Success(String account, String network, String block) {}

    /** Where an account has never been before, with how many networks were familiar to it. */
    record Newcomer(String account, String block, int known) {}

    Future<List<Newcomer>> note(List<Success> successes, GuardSettings settings, Instant now) {
        return run(
                        NOTE,
                        Tuple.tuple()
                                .addArrayOfString(texts(successes, Success::account))
                                .addArrayOfString(texts(successes, Success::network))
                                .addArrayOfString(texts(successes, Success::block))
                                .addOffsetDateTime(time(now))
                                .addDouble(seconds(settings.familiarFor())))
                .map(rows -> rows.stream()
                        .map(row -> new Newcomer(
                                row.getString("newcomer"), row.getString("newly_familiar"), row.getInteger("known")))
                        .toList());
    }

    /** The networks familiar to each account since then. */
    Future<Map<String, Set<String>>> familiar(List<String> accounts, Instant since) {
        return run(FAMILIAR, Tuple.of(accounts.toArray(String[]::new), time(since), MOST_FAMILIAR))
                .map(rows -> {
                    var found = new HashMap<String, Set<String>>();
                    rows.forEach(row -> found.put(row.getString("account"), Set.of(row.getArrayOfStrings("networks"))));
                    return found;
                });
    }

    /** Who has to wait now, the longest first. */
    Future<List<Lockout>> active(Instant now) {
        return run(ACTIVE, Tuple.of(time(now), MOST_LOCKOUTS)).map(LockoutStore::lockouts);
    }

    /** Removes what counts no more; whether there may be more of it. */
    Future<Boolean> sweep(GuardSettings settings, Instant now) {
        return run(SWEEP, Tuple.of(time(now), seconds(settings.forgetAfter()), seconds(settings.familiarFor()), SWEPT))
                .map(rows -> rows.iterator().next().getInteger(0) >= SWEPT);
    }

    private Future<RowSet<Row>> run(String sql, Tuple parameters) {
        return client.preparedQuery(sql).execute(parameters).timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static <T> String[] texts(List<T> from, Function<T, String> text) {
        return from.stream().map(text).toArray(String[]::new);
    }

    static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    static List<Lockout> lockouts(RowSet<Row> rows) {
        return rows.stream().flatMap(row -> lockout(row).stream()).toList();
    }

    /** Empty for what is counted and does not lock. */
    static Optional<Lockout> lockout(Row row) {
        return Optional.ofNullable(row.getOffsetDateTime("locked_until"))
                .flatMap(until -> key(row.getString("kind"), row::getString)
                        .map(key -> new Lockout(
                                key,
                                row.getInteger("count"),
                                row.getInteger("spread"),
                                row.getBoolean("welcome"),
                                until.toInstant())));
    }

    /** As the trigger tells it; with an end of the epoch where the lock is no more. */
    static Optional<Lockout> told(JsonObject json) {
        return key(json.getString("kind", ""), json::getString)
                .map(key -> new Lockout(
                        key,
                        json.getInteger("count", 0),
                        json.getInteger("spread", 0),
                        json.getBoolean("welcome", false),
                        Optional.ofNullable(json.getLong("until"))
                                .map(Instant::ofEpochMilli)
                                .orElse(Instant.EPOCH)));
    }

    static Optional<LockKey> key(String kind, Function<String, String> column) {
        return LockKind.of(kind)
                .map(known -> new LockKey(
                        known, column.apply("account"), column.apply("network"), column.apply("fingerprint")));
    }
}
