package io.vouchpost.guard;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What the gateways have found about the installation, kept in the database for {@code vouchpost check}. */
public final class Findings {
    private static final long PATIENCE_SECONDS = 5;
    private static final Duration KEPT = Duration.ofDays(7);
    private static final int MOST_SHOWN = 20;

    private static final String KEEP = """
            WITH old AS (DELETE FROM gateway_findings WHERE last_seen < $5)
            INSERT INTO gateway_findings (kind, subject, detail, first_seen, last_seen) VALUES ($1, $2, $3, $4, $4)
            ON CONFLICT (kind, subject) DO UPDATE SET
                detail = excluded.detail, last_seen = greatest(gateway_findings.last_seen, excluded.last_seen)
            """;

    private static final String SINCE = """
            SELECT detail, last_seen FROM gateway_findings WHERE last_seen >= $1 ORDER BY last_seen DESC LIMIT $2
            """;

    private final SqlClient client;

    public Findings(SqlClient client) {
        this.client = client;
    }

    /** Notes that it was so at the time of the alarm, and forgets what has not been so for a week. */
    public Future<Void> keep(Alarm alarm) {
        var time = alarm.time().atOffset(ZoneOffset.UTC);
        return client.preparedQuery(KEEP)
                .execute(Tuple.of(alarm.kind().name(), alarm.network(), alarm.detail(), time, time.minus(KEPT)))
                .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .mapEmpty();
    }

    /**
     * Something that was found.
     *
     * @param seen the last time
     */
    public record Finding(String detail, Instant seen) {}

    /** The newest first, and at most so many as somebody reads. */
    public Future<List<Finding>> since(Instant time) {
        return client.preparedQuery(SINCE)
                .execute(Tuple.of(time.atOffset(ZoneOffset.UTC), MOST_SHOWN))
                .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .map(rows -> rows.stream()
                        .map(row -> new Finding(
                                row.getString("detail"),
                                row.getOffsetDateTime("last_seen").toInstant()))
                        .collect(Collectors.toList()));
    }
}
