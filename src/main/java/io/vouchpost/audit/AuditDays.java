package io.vouchpost.audit;

import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The partitions of {@code audit_events}, one for each day (UTC): made ahead, and dropped when all of the day is older than
 * the retention. Every gateway does it; the database lets one at a time.
 */
final class AuditDays {
    private static final int REMEMBERED = 1_000;

    private final Pool pool;
    private final Duration retention;
    private final Clock clock;
    private final Set<LocalDate> made = new HashSet<>();

    AuditDays(Pool pool, Duration retention, Clock clock) {
        this.pool = pool;
        this.retention = retention;
        this.clock = clock;
    }

    static LocalDate of(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }

    /** Those that are not there yet. */
    void make(Stream<LocalDate> days) throws Exception {
        for (var day : days.distinct().filter(it -> !made.contains(it)).toList()) {
            AuditTable.await(pool.preparedQuery("SELECT audit_make_day($1)").execute(Tuple.of(day)));
            if (made.size() >= REMEMBERED) {
                made.clear();
            }
            made.add(day);
        }
    }

    /** Somebody has dropped one. */
    void forget() {
        made.clear();
    }

    /** Today and tomorrow are made, what is too old is dropped. */
    void tidy() throws Exception {
        var today = of(clock.instant());
        make(Stream.of(today, today.plusDays(1)));
        var first = of(clock.instant().minus(retention));
        AuditTable.await(pool.preparedQuery("SELECT audit_drop_days($1)").execute(Tuple.of(first)));
        made.removeIf(day -> day.isBefore(first));
    }
}
