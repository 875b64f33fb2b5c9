package io.vouchpost.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time of the database's server, to within the way there and back. Leases are promises between gateways: with a clock of
 * its own, a gateway that is ahead takes from the others what they are just delivering. Between two looks, and as long as
 * the database is away, it goes by the machine's clock and what was found to be wrong with that. Safe for all threads.
 */
public final class DatabaseClock extends Clock {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseClock.class);
    private static final long EVERY_MILLIS = 10_000;
    /** An answer that took longer says little. */
    private static final Duration LONGEST_WAY = Duration.ofSeconds(1);

    private static final Duration WORTH_A_WARNING = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Pool pool;
    private final Clock own;
    private final long timer;
    private volatile Duration ahead = Duration.ZERO;

    private DatabaseClock(Vertx vertx, Pool pool, Clock own) {
        this.vertx = vertx;
        this.pool = pool;
        this.own = own;
        this.timer = vertx.setPeriodic(EVERY_MILLIS, tick -> look());
    }

    /**
     * Never fails.
     *
     * @param own of this machine
     * @return completed after the first look
     */
    public static Future<DatabaseClock> open(Vertx vertx, Pool pool, Clock own) {
        var clock = new DatabaseClock(vertx, pool, own);
        return clock.look().map(clock);
    }

    private Future<Void> look() {
        var asked = own.instant();
        return pool.query("SELECT clock_timestamp()")
                .execute()
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .onSuccess(rows ->
                        learn(asked, rows.iterator().next().getOffsetDateTime(0).toInstant()))
                .onFailure(away -> LOG.debug("the time of the database is not known: {}", away.toString()))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private void learn(Instant asked, Instant there) {
        var way = Duration.between(asked, own.instant());
        if (way.compareTo(LONGEST_WAY) > 0 || way.isNegative()) {
            return;
        }
        var before = ahead;
        ahead = Duration.between(asked.plus(way.dividedBy(2)), there);
        if (ahead.minus(before).abs().compareTo(WORTH_A_WARNING) > 0) {
            LOG.warn("the clocks of this machine and of the database are {} apart; the database's counts", ahead.abs());
        }
    }

    @Override
    public Instant instant() {
        return own.instant().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return own.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.offset(own.withZone(zone), ahead);
    }

    public void close() {
        vertx.cancelTimer(timer);
    }
}
