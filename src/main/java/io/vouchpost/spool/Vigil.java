package io.vouchpost.spool;

import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * Looks at the same thing again and again, one look at a time: what hangs has no more than one of our threads, however long
 * it hangs, and is not known meanwhile. Safe for all threads.
 */
final class Vigil {
    /** In a row without an answer; what was seen before is too old then. */
    private static final int TOO_MANY = 2;

    private final Supplier<Future<Void>> look;
    private Future<Void> last = Future.succeededFuture();
    private int missed;

    /** @param look fails where there is no answer */
    Vigil(Supplier<Future<Void>> look) {
        this.look = look;
    }

    /** It is time to look: unless the last look has not ended, which counts as one without an answer. */
    synchronized void tick() {
        if (last.isComplete()) {
            last = begun();
        } else {
            missed++;
        }
    }

    /** Looks as soon as the last look has ended. Does not fail; does not end while the last one hangs. */
    synchronized Future<Void> anew() {
        last = last.compose(ended -> begun());
        return last;
    }

    synchronized boolean isKnown() {
        return missed < TOO_MANY;
    }

    private Future<Void> begun() {
        return look.get().onSuccess(seen -> answered(true)).recover(failure -> {
            answered(false);
            return Future.succeededFuture();
        });
    }

    private synchronized void answered(boolean well) {
        missed = well ? 0 : missed + 1;
    }
}
