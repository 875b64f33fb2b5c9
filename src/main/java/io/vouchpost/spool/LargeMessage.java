package io.vouchpost.spool;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.Database;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Puts one message into the spool chunk by chunk, in a transaction that is somebody else's to end. */
final class LargeMessage {
    /** A gateway that is lost with its network leaves nothing locked for longer. */
    private static final String BOUND = "SET LOCAL idle_in_transaction_session_timeout = '30s'";

    private static final String CHUNK = "INSERT INTO spool_chunks (message, position, octets) VALUES ($1, $2, $3)";
    /** A content that brings nothing for so long is given up: the connection is others' too. */
    private static final long STALL = TimeUnit.SECONDS.toNanos(10);

    private static final long WATCH_MILLIS = 500;

    private final Vertx vertx;
    private final Clock clock;

    LargeMessage(Vertx vertx, Clock clock) {
        this.vertx = vertx;
        this.clock = clock;
    }

    /** Whatever its size. One that is there already stays as it is. */
    Future<Void> insert(SqlConnection transaction, Kept kept) {
        Instant now = clock.instant();
        return transaction
                .query(BOUND)
                .execute()
                .compose(bound -> execute(transaction, KeepStatement.HEAD, KeepStatement.head(kept, now)))
                .compose(inserted -> inserted == 0
                        ? Future.succeededFuture()
                        : stream(transaction, kept)
                                .compose(streamed ->
                                        execute(transaction, KeepStatement.TAIL, KeepStatement.tail(kept, now)))
                                .mapEmpty());
    }

    private static Future<Long> execute(SqlConnection transaction, String statement, Tuple parameters) {
        return transaction
                .preparedQuery(statement)
                .execute(parameters)
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .map(rows -> rows.iterator().next().getValue(0) instanceof Long count ? count : 0L);
    }

    private Future<Void> stream(SqlConnection transaction, Kept kept) {
        var content = kept.submission().content();
        var chunk = transaction.preparedQuery(CHUNK);
        var sink = new ChunkSink(
                (position, octets) -> chunk.execute(Tuple.of(kept.submission().id(), position, octets))
                        .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .mapEmpty());
        Promise<Void> stalled = Promise.promise();
        long watch = vertx.setPeriodic(WATCH_MILLIS, tick -> {
            if (sink.silence() > STALL) {
                var reason = new IllegalArgumentException("the content does not come");
                sink.stop(reason);
                stalled.tryFail(reason);
            }
        });
        var written = content.writeTo(sink)
                .recover(failure -> Future.failedFuture(unreadable(failure)))
                .compose(read -> sink.finish())
                .compose(read -> sink.octets() == content.size()
                        ? Future.<Void>succeededFuture()
                        : Future.<Void>failedFuture(cutShort()));
        return Future.<Void>future(done -> {
                    written.onComplete(read -> {
                        if (read.succeeded()) {
                            done.tryComplete();
                        } else {
                            done.tryFail(read.cause());
                        }
                    });
                    stalled.future().onFailure(done::tryFail);
                })
                .eventually(() -> {
                    vertx.cancelTimer(watch);
                    return Future.succeededFuture();
                });
    }

    /** The message's own fault, not the database's: others are tried. */
    static IllegalArgumentException unreadable(Throwable failure) {
        return new IllegalArgumentException("the content cannot be read: " + failure.getMessage(), failure);
    }

    static IllegalArgumentException cutShort() {
        return new IllegalArgumentException("the content is not as long as it says");
    }
}
