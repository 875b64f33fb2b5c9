package io.vouchpost.account;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.Database;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps who logs in how, for {@code account usage}. Log-ins of one kind are counted in memory and written every few seconds,
 * all in one statement: what the process had not written when it was killed is lost, and nobody waits for any of it.
 */
public final class UsageLog {
    private static final Logger LOG = LoggerFactory.getLogger(UsageLog.class);
    private static final long EVERY_MILLIS = 3_000;
    /** Kinds in memory; more of them in a few seconds, or in an outage, are not counted. */
    private static final int MOST = 5_000;
    /** Of an account; the longest unused make room. Some clients give another name each time. */
    private static final int MOST_OF_ACCOUNT = 100;

    private static final int LONGEST_CLIENT_NAME = 255;

    /** In one order everywhere, so that replicas which write at the same time do not wait for each other in a circle. */
    private static final String WRITE = """
            INSERT INTO usage (account, mechanism, tls_version, credential, client, address, logins, last_seen)
            SELECT a.id, u.mechanism, u.tls_version, u.credential, u.client, u.address, u.logins, u.last_seen
            FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::timestamptz[])
                 AS u (account, mechanism, tls_version, credential, client, address, logins, last_seen)
            JOIN accounts a ON a.name = u.account
            ORDER BY 1, 2, 3, 4, 5
            ON CONFLICT (account, mechanism, tls_version, credential, client) DO UPDATE SET
                logins = usage.logins + excluded.logins,
                address = CASE WHEN excluded.last_seen < usage.last_seen THEN usage.address ELSE excluded.address END,
                last_seen = greatest(usage.last_seen, excluded.last_seen)
            """;

    private static final String MAKE_ROOM = """
            DELETE FROM usage WHERE (account, mechanism, tls_version, credential, client) IN (
                SELECT account, mechanism, tls_version, credential, client FROM (
                    SELECT *, row_number() OVER (PARTITION BY account ORDER BY last_seen DESC) AS place FROM usage
                    WHERE account IN (SELECT id FROM accounts WHERE name = ANY ($1::text[]))) AS placed
                WHERE place > $2)
            """;

    private final Vertx vertx;
    private final SqlClient client;
    private final long timer;
    private final AtomicLong uncounted = new AtomicLong();
    private Map<Kind, Seen> counted = new HashMap<>();
    private Future<Void> writing = Future.succeededFuture();

    /**
     * Log-ins that are counted together.
     *
     * @param account its own name
     * @param tlsVersion such as {@code TLSv1.3}
     * @param credential label of a device credential; empty for the account's own password
     * @param client the name it gave in EHLO
     */
    public record Kind(String account, String mechanism, String tlsVersion, String credential, String client) {
        public Kind {
            client = client.codePoints()
                    .limit(LONGEST_CLIENT_NAME)
                    .map(it -> Character.isISOControl(it) ? '?' : it)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
        }
    }

    private record Seen(String address, long logins, Instant last) {
        Seen and(Seen other) {
            return new Seen(
                    last.isAfter(other.last) ? address : other.address,
                    logins + other.logins,
                    last.isAfter(other.last) ? last : other.last);
        }
    }

    public UsageLog(Vertx vertx, SqlClient client) {
        this.vertx = vertx;
        this.client = client;
        this.timer = vertx.setPeriodic(EVERY_MILLIS, now -> write());
    }

    /**
     * Somebody has logged in. Safe for all threads; never waits.
     *
     * @param address the client's
     */
    public void count(Kind kind, String address, Instant when) {
        add(kind, new Seen(address, 1, when));
    }

    private synchronized void add(Kind kind, Seen seen) {
        if (counted.size() < MOST || counted.containsKey(kind)) {
            counted.merge(kind, seen, Seen::and);
        } else if (uncounted.incrementAndGet() == 1) {
            LOG.warn("more kinds of log-ins than can be kept: some are missing in the usage of accounts");
        }
    }

    /** Writes what was counted by now; completed when that is done, well or not. */
    Future<Void> write() {
        Promise<Void> written = Promise.promise();
        Map<Kind, Seen> batch;
        synchronized (this) {
            if (!writing.isComplete() || counted.isEmpty()) {
                return writing;
            }
            batch = counted;
            counted = new HashMap<>();
            writing = written.future();
        }
        write(batch)
                .onFailure(problem -> {
                    LOG.debug("the usage of accounts is kept for now, not written: {}", problem.getMessage());
                    batch.forEach(this::add);
                })
                .onComplete(done -> written.complete());
        return written.future();
    }

    private Future<Void> write(Map<Kind, Seen> batch) {
        var rows = batch.entrySet().stream()
                .sorted(Comparator.comparing(row -> row.getValue().last()))
                .toList();
        var accounts = texts(rows.stream().map(row -> row.getKey().account()));
        var values = Tuple.of(
                accounts,
                texts(rows.stream().map(row -> row.getKey().mechanism())),
                texts(rows.stream().map(row -> row.getKey().tlsVersion())),
                texts(rows.stream().map(row -> row.getKey().credential())),
                texts(rows.stream().map(row -> row.getKey().client())),
                texts(rows.stream().map(row -> row.getValue().address())));
        values.addArrayOfLong(rows.stream().map(row -> row.getValue().logins()).toArray(Long[]::new));
        values.addArrayOfOffsetDateTime(rows.stream()
                .map(row -> row.getValue().last().atOffset(ZoneOffset.UTC))
                .toArray(OffsetDateTime[]::new));
        return client.preparedQuery(WRITE)
                .execute(values)
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .compose(written -> makeRoom(accounts).otherwiseEmpty());
    }

    private Future<Void> makeRoom(String[] accounts) {
        return client.preparedQuery(MAKE_ROOM)
                .execute(Tuple.of(Stream.of(accounts).distinct().toArray(String[]::new), MOST_OF_ACCOUNT))
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .mapEmpty();
    }

    private static String[] texts(Stream<String> values) {
        return values.toArray(String[]::new);
    }

    /** Writes the rest; to be called when nobody logs in any more. */
    public Future<Void> close() {
        vertx.cancelTimer(timer);
        Future<Void> before;
        synchronized (this) {
            before = writing;
        }
        return before.compose(done -> write());
    }
}
