package io.vouchpost.metrics;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.function.Supplier;

/**
 * Reads the meters on a thread of its own, not on an event loop, and one at a time: who asks meanwhile gets the same answer.
 * Safe for all threads.
 */
public final class Scrapes {
    private final WorkerExecutor thread;
    private final Supplier<String> scrape;
    private Future<String> underWay = Future.succeededFuture("");

    public Scrapes(Vertx vertx, Supplier<String> scrape) {
        this.thread = vertx.createSharedWorkerExecutor("vouchpost-scrape", 1);
        this.scrape = scrape;
    }

    public synchronized Future<String> read() {
        if (underWay.isComplete()) {
            underWay = thread.executeBlocking(scrape::get, false);
        }
        return underWay;
    }
}
