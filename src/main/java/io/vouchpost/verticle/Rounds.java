package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vouchpost.database.Interruption;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done again and again, each time some time after the last was done. Belongs to one context. */
final class Rounds {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    private final Vertx vertx;
    private boolean stopped;

    Rounds(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * @param what for the log, should it fail
     * @param pause between two rounds
     */
    void every(Supplier<Duration> pause, String what, Supplier<Future<Void>> round) {
        every(pause, round, new Interruption(LOG, what));
    }

    private void every(Supplier<Duration> pause, Supplier<Future<Void>> round, Interruption interruption) {
        vertx.setTimer(Math.max(1, pause.get().toMillis()), passed -> {
            if (!stopped) {
                interruption
                        .watch(Future.succeededFuture().compose(begun -> round.get()))
                        .onComplete(done -> every(pause, round, interruption));
            }
        });
    }

    void stop() {
        stopped = true;
    }
}
