package io.vouchpost.guard;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vouchpost.database.Interruption;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Reads all of what is held in memory anew, as LISTEN stands again, and tries again each second while it cannot be read. Safe
 * for all threads.
 */
final class Rereading<K, V> {
    private static final long AGAIN_MILLIS = 1_000;

    private final Vertx vertx;
    private final Interruption interruption;
    private final Meanwhile<K, V> meanwhile;
    private final Supplier<Future<List<V>>> question;
    private final Consumer<Set<K>> gone;
    private volatile boolean stopped;

    /**
     * @param question to the database, for all that there is
     * @param gone told what is held no longer, each time that all has been read
     */
    Rereading(
            Vertx vertx,
            Interruption interruption,
            Meanwhile<K, V> meanwhile,
            Supplier<Future<List<V>>> question,
            Consumer<Set<K>> gone) {
        this.vertx = vertx;
        this.interruption = interruption;
        this.meanwhile = meanwhile;
        this.question = question;
        this.gone = gone;
    }

    /** One that is still under way no longer counts. */
    void begin() {
        var reading = meanwhile.begin();
        interruption
                .watch(question.get())
                .onSuccess(all -> reading.end(all).ifPresent(gone))
                .onFailure(problem -> {
                    vertx.setTimer(AGAIN_MILLIS, timer -> {
                        if (!stopped && reading.counts()) {
                            begin();
                        }
                    });
                });
    }

    /** Nothing is tried again. */
    void stop() {
        stopped = true;
    }
}
