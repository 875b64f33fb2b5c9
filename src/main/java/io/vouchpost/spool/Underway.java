package io.vouchpost.spool;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/** Counts what is under way, so that one can wait for its end. Safe for all threads. */
final class Underway {
    private final Promise<Void> over = Promise.promise();
    private int count;
    private boolean closing;

    /** Something that ends what was begun: it is done even while closing. */
    <T> Future<T> begin(Supplier<Future<T>> work) {
        synchronized (this) {
            count++;
        }
        return run(work);
    }

    /** Something new: not done any more while closing. */
    <T> Future<T> beginNew(Supplier<Future<T>> work, Future<T> otherwise) {
        synchronized (this) {
            if (closing) {
                return otherwise;
            }
            count++;
        }
        return run(work);
    }

    private <T> Future<T> run(Supplier<Future<T>> work) {
        try {
            return work.get().onComplete(done -> end());
        } catch (RuntimeException e) {
            end();
            return Future.failedFuture(e);
        }
    }

    private void end() {
        synchronized (this) {
            count--;
            if (!closing || count > 0) {
                return;
            }
        }
        over.tryComplete();
    }

    Future<Void> close() {
        synchronized (this) {
            closing = true;
            if (count > 0) {
                return over.future();
            }
        }
        over.tryComplete();
        return over.future();
    }
}
