package io.vouchpost.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * So many at a time, the others in the order they came, and not too many of those. The client's pool has a queue of its own,
 * which knows neither an end nor impatience. Belongs to one context.
 */
final class Turns {
    private final Deque<Promise<Void>> waiting = new ArrayDeque<>();
    private final int mostWaiting;
    private int free;

    Turns(int atATime, int mostWaiting) {
        this.free = atATime;
        this.mostWaiting = mostWaiting;
    }

    /** Completed with the turn, which is to be given back; failed when there is no room to wait, or no time left. */
    Future<Void> take(Deadline deadline) {
        if (free > 0) {
            free--;
            return Future.succeededFuture();
        }
        if (waiting.size() >= mostWaiting) {
            return Future.failedFuture(mostWaiting + " messages are waiting for it already");
        }
        var turn = Promise.<Void>promise();
        waiting.add(turn);
        deadline.passing().onSuccess(passed -> {
            if (waiting.remove(turn)) {
                turn.fail("all connections to it are busy");
            }
        });
        return turn.future();
    }

    void giveBack() {
        var next = waiting.poll();
        if (next == null) {
            free++;
        } else {
            next.complete();
        }
    }
}
