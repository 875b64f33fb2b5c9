package io.vouchpost.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vouchpost.config.DatabaseSettings;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for a database that does not answer yet: it starts with the machine as we do, or another is about to take its place.
 * Of anything else that is wrong with it, it says nothing: whoever uses it first says that better.
 */
public final class DatabaseArrival {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseArrival.class);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long BETWEEN_MILLIS = 500;
    private static final int CONNECT_SECONDS = 3;

    /**
     * PostgreSQL's codes for "not now": it starts, stops or recovers, or has no connection left
     * (https://www.postgresql.org/docs/current/errcodes-appendix.html).
     */
    private static final Set<String> NOT_NOW = Set.of("57P01", "57P02", "57P03", "53300");

    private final Vertx vertx;
    private final PgConnectOptions options;
    private final Future<?> enough;
    private final long deadline;
    private boolean told;

    private DatabaseArrival(Vertx vertx, PgConnectOptions options, Future<?> enough, Duration patience) {
        this.vertx = vertx;
        this.options = options;
        this.enough = enough;
        this.deadline = System.nanoTime() + patience.toNanos();
    }

    /**
     * Completed when it answers, whatever it answers, or after a minute without an answer; at once for an embedded one, which
     * nobody else has to start. Fails with a {@link DatabaseException} where the settings name no database.
     *
     * @param enough fails it within a few seconds, once completed
     */
    public static Future<Void> of(Vertx vertx, DatabaseSettings settings, Future<?> enough) {
        return of(vertx, settings, enough, PATIENCE);
    }

    static Future<Void> of(Vertx vertx, DatabaseSettings settings, Future<?> enough, Duration patience) {
        if (!(settings instanceof DatabaseSettings.External external)) {
            return Future.succeededFuture();
        }
        return Future.succeededFuture(external)
                .map(Database::reach)
                .compose(options -> new DatabaseArrival(vertx, options, enough, patience).ask());
    }

    private Future<Void> ask() {
        return Doorbell.ring(vertx, options, CONNECT_SECONDS)
                .onSuccess(answered -> {
                    if (told) {
                        LOG.info("the database answers");
                    }
                })
                .recover(this::askAgain);
    }

    private Future<Void> askAgain(Throwable fault) {
        if (enough.isComplete()) {
            return Future.failedFuture(new DatabaseException("told to stop while the database did not answer"));
        }
        var saysMore = fault instanceof PgException answer && !NOT_NOW.contains(answer.getSqlState());
        if (saysMore || System.nanoTime() > deadline) {
            return Future.succeededFuture();
        }
        if (!told) {
            told = true;
            LOG.warn(
                    "waiting for the database at {}:{}, which does not answer yet: {}",
                    options.getHost(),
                    options.getPort(),
                    fault instanceof TimeoutException
                            ? "nothing within " + CONNECT_SECONDS + " seconds"
                            : fault.getMessage());
        }
        return vertx.timer(BETWEEN_MILLIS, TimeUnit.MILLISECONDS).compose(again -> ask());
    }
}
