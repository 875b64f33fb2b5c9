package io.vouchpost.spool;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.Database;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Puts messages into the spool: small ones together, large ones each in a transaction of its own, of which there are few at
 * a time. Where the answer to a commit was lost, it is looked up whether the message is there before anybody is told that
 * it is not.
 */
final class Keeping implements GroupCommit.Work<Kept> {
    /** Each holds a connection: what is left of the pool is for small mail. */
    private static final int LARGE_AT_A_TIME = 2;

    private static final long LOOK_UP_SECONDS = 2;
    private static final String FIND = "SELECT id FROM spool_messages WHERE id = ANY ($1::text[])";

    private final Pool pool;
    private final Clock clock;
    private final GroupCommit<Kept> together;
    private final Doors doors;
    private final LargeMessage large;
    private final AtomicLong octets = new AtomicLong();

    Keeping(Vertx vertx, Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
        this.together = new GroupCommit<>(vertx, Keeping::weight, this);
        this.doors = new Doors(vertx, LARGE_AT_A_TIME);
        this.large = new LargeMessage(vertx, clock);
    }

    /** What was kept by this gateway since it started, in octets. */
    long octets() {
        return octets.get();
    }

    Future<Void> keep(Kept kept) {
        long size = kept.submission().content().size();
        return (size <= ChunkSink.CHUNK ? together.add(kept) : doors.enter(() -> alone(kept)))
                .onSuccess(done -> octets.addAndGet(size));
    }

    /** In octets, about: each row and each parameter costs something too. */
    private static long weight(Kept kept) {
        var submission = kept.submission();
        return 512
                + submission.content().size()
                + submission.trace().length()
                + 256L * kept.recipients().size();
    }

    private Future<Void> alone(Kept kept) {
        return pool.withTransaction(transaction -> large.insert(transaction, kept))
                .recover(failure -> !Outage.is(failure)
                        ? Future.failedFuture(failure)
                        : find(List.of(kept))
                                .otherwise(List.of())
                                .compose(found -> found.isEmpty()
                                        ? Future.<Void>failedFuture(failure)
                                        : Future.<Void>succeededFuture()))
                .mapEmpty();
    }

    @Override
    public Future<Void> commit(List<Kept> batch) {
        return contents(batch)
                .compose(contents -> pool.preparedQuery(KeepStatement.WHOLE)
                        .execute(KeepStatement.whole(batch, contents, clock.instant())))
                .mapEmpty();
    }

    @Override
    public Future<Collection<Kept>> find(List<Kept> batch) {
        var ids = batch.stream().map(kept -> kept.submission().id()).toArray(String[]::new);
        return pool.preparedQuery(FIND)
                .execute(Tuple.tuple().addArrayOfString(ids))
                .timeout(LOOK_UP_SECONDS, TimeUnit.SECONDS)
                .map(rows -> {
                    var there = new HashSet<String>();
                    rows.forEach(row -> there.add(row.getString(0)));
                    return batch.stream()
                            .filter(kept -> there.contains(kept.submission().id()))
                            .toList();
                });
    }

    private static Future<List<Buffer>> contents(List<Kept> batch) {
        var reading = new ArrayList<Future<Buffer>>();
        batch.forEach(kept -> reading.add(content(kept)));
        return Future.all(reading).map(all -> all.<Buffer>list());
    }

    private static Future<Buffer> content(Kept kept) {
        var content = kept.submission().content();
        var whole = Buffer.buffer((int) content.size());
        var sink = new ChunkSink((position, chunk) -> {
            whole.appendBuffer(chunk);
            return Future.succeededFuture();
        });
        return content.writeTo(sink)
                .compose(read -> sink.finish())
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .recover(failure -> Future.failedFuture(LargeMessage.unreadable(failure)))
                .compose(read -> whole.length() == content.size()
                        ? Future.succeededFuture(whole)
                        : Future.failedFuture(LargeMessage.cutShort()));
    }
}
