package io.vouchpost.spool;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.Database;
import io.vouchpost.message.Content;
import io.vouchpost.message.Feed;
import java.util.concurrent.TimeUnit;

/**
 * The octets of a message in the spool. Read a chunk at a time, the next one on its way while the sink takes the last. No
 * connection is held between chunks, so a slow next hop keeps none from others.
 */
record StoredContent(Pool pool, String message, long size, boolean hasLeadingDots) implements Content {
    private static final String READ = "SELECT octets FROM spool_chunks WHERE message = $1 AND position = $2";

    @Override
    public Future<Void> writeTo(WriteStream<Buffer> sink) {
        return Feed.into(sink, new Reader()::next);
    }

    /** It goes when all recipients are done with. */
    @Override
    public void release() {}

    private final class Reader {
        private int position;
        private long given;
        private Future<Buffer> ahead = read(0);

        Future<Buffer> next() {
            var current = ahead;
            return current.compose(chunk -> {
                if (chunk != Feed.END) {
                    given += chunk.length();
                    ahead = given < size ? read(++position) : Future.succeededFuture(Feed.END);
                }
                return Future.succeededFuture(chunk);
            });
        }

        private Future<Buffer> read(int at) {
            if (size == 0) {
                return Future.succeededFuture(Feed.END);
            }
            return pool.preparedQuery(READ)
                    .execute(Tuple.of(message, at))
                    .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .compose(rows -> rows.size() == 0
                            // somebody has ended it meanwhile: half a message is not to look like a whole one
                            ? Future.failedFuture("the content of " + message + " is no longer in the spool")
                            : Future.succeededFuture(rows.iterator().next().getBuffer(0)));
        }
    }
}
