package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
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
        vertx.setTimer(Math.max(1, pause.get().toMillis()), passed -> {
            if (!stopped) {
                Future.succeededFuture()
                        .compose(begun -> round.get())
                        .onFailure(fault -> LOG.warn("{} has to wait: {}", what, fault.getMessage()))
                        .onComplete(done -> every(pause, what, round));
            }
        });
    }

    void stop() {
        stopped = true;
    }
}
