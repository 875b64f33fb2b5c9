package io.vouchpost.spool;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Pool;
import io.vouchpost.spool.QueueChange.Named;
import io.vouchpost.spool.QueuePage.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Does something to all that a filter finds, batch by batch, the oldest first. One that is interrupted has done the batches
 * before; begun again it does the rest.
 */
final class QueueBulk {
    private static final int BATCH = 500;
    /** Content that is deleted in one statement: its pieces are many. */
    private static final long BATCH_OCTETS = 64 << 20;

    private final QueueSearch search;
    private final QueueFilter filter;
    private final QueueChange change;
    private final Promise<Tally> end = Promise.promise();
    private Tally tally = Tally.NONE;

    /**
     * @param now what is accepted later is left alone, so that there is an end
     */
    QueueBulk(Pool pool, QueueFilter filter, Intervention intervention, Instant now) {
        this.search = new QueueSearch(pool);
        this.filter = filter.upTo(now);
        this.change = new QueueChange(pool, intervention, now);
    }

    Future<Tally> toTheEnd() {
        next(Optional.empty());
        return end.future();
    }

    /** A loop and not a chain of futures, which would keep every batch until the last. */
    private void next(Optional<QueuePlace> after) {
        search.page(filter, false, after, BATCH)
                .compose(page -> apply(page.entries()).map(page.next()))
                .onSuccess(place -> {
                    if (place.isPresent()) {
                        next(place);
                    } else {
                        end.tryComplete(tally);
                    }
                })
                .onFailure(end::tryFail);
    }

    private Future<Void> apply(List<Entry> entries) {
        return apply(change, inBatches(entries)).map(more -> {
            tally = tally.plus(more);
            return null;
        });
    }

    /** One after the other. */
    static Future<Tally> apply(QueueChange change, List<List<Named>> batches) {
        var done = Future.succeededFuture(Tally.NONE);
        for (var batch : batches) {
            done = done.compose(before -> change.apply(batch).map(before::plus));
        }
        return done;
    }

    /** The recipients of one message. */
    static List<List<Named>> split(List<Named> recipients) {
        return IntStream.iterate(0, from -> from < recipients.size(), from -> from + BATCH)
                .mapToObj(from -> recipients.subList(from, Math.min(from + BATCH, recipients.size())))
                .toList();
    }

    /** Of so many octets at most, or of a single message. */
    static List<List<Named>> inBatches(List<Entry> entries) {
        var batches = new ArrayList<List<Named>>();
        var batch = new ArrayList<Named>();
        var messages = new HashSet<String>();
        long octets = 0;
        for (var entry : entries) {
            var message = entry.place().message();
            if (!messages.contains(message)) {
                if (octets + entry.octets() > BATCH_OCTETS && !batch.isEmpty()) {
                    batches.add(List.copyOf(batch));
                    batch.clear();
                    messages.clear();
                    octets = 0;
                }
                messages.add(message);
                octets += entry.octets();
            }
            batch.add(new Named(message, entry.place().number()));
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }
}
