package io.vouchpost.guard;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vouchpost.database.Interruption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is asked of the database, gathered: all that comes while a statement is under way goes together into the next; and
 * after one that had gathered several, all that comes within {@value #GAP_MILLIS} ms. So a flood costs no more than so many
 * statements a second, and one question after the other goes on without a pause. For log-ins, which strangers can flood us
 * with; for others there is {@link Together}. All in one statement succeed or fail together, so no question may be one that the
 * database can never answer: {@link Trial} sees to that. An outage is two lines in the log. Safe for all threads.
 *
 * @param <Q> a question
 * @param <A> its answer
 */
final class Batches<Q, A> {
    private static final Logger LOG = LoggerFactory.getLogger(Batches.class);
    private static final long GAP_MILLIS = 20;

    private final Vertx vertx;
    /** Not that of whoever asks: the timers of a verticle end with it, and what others ask would wait for ever. */
    private final Context context;

    private final Interruption interruption;
    private final int most;
    private final int mostWaiting;
    private final Function<List<Q>, Future<List<A>>> statement;
    private final ArrayDeque<Waiting<Q, A>> waiting = new ArrayDeque<>();
    private final List<Promise<Void>> idle = new ArrayList<>();
    /** A statement is under way, or the gap behind one. */
    private boolean busy;

    private boolean underWay;

    private record Waiting<Q, A>(Q question, Promise<A> answer) {}

    /**
     * To be made by no verticle.
     *
     * @param what is done by asking, for the log
     * @param most questions in one statement
     * @param mostWaiting further ones fail at once
     * @param statement answers all, in their order
     */
    Batches(Vertx vertx, String what, int most, int mostWaiting, Function<List<Q>, Future<List<A>>> statement) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.interruption = new Interruption(LOG, what);
        this.most = most;
        this.mostWaiting = mostWaiting;
        this.statement = statement;
    }

    Future<A> ask(Q question) {
        Promise<A> answer = Promise.promise();
        synchronized (this) {
            if (waiting.size() >= mostWaiting) {
                return Future.failedFuture("too much is asked of the database at a time");
            }
            waiting.add(new Waiting<>(question, answer));
            if (busy) {
                return answer.future();
            }
            busy = true;
        }
        next();
        return answer.future();
    }

    /** Completes when nothing that was asked until now is left. */
    synchronized Future<Void> settled() {
        if (!underWay && waiting.isEmpty()) {
            return Future.succeededFuture();
        }
        Promise<Void> promise = Promise.promise();
        idle.add(promise);
        return promise.future();
    }

    private void next() {
        var batch = new ArrayList<Waiting<Q, A>>();
        synchronized (this) {
            while (batch.size() < most && !waiting.isEmpty()) {
                batch.add(waiting.remove());
            }
            busy = !batch.isEmpty();
            underWay = busy;
        }
        if (!batch.isEmpty()) {
            answer(batch).onComplete(done -> {
                settle();
                if (batch.size() > 1) {
                    context.runOnContext(v -> vertx.setTimer(GAP_MILLIS, timer -> next()));
                } else {
                    next();
                }
            });
        }
    }

    /** Fails never. */
    private Future<Void> answer(List<Waiting<Q, A>> batch) {
        var questions = batch.stream().map(Waiting::question).toList();
        return interruption
                .watch(Future.succeededFuture(questions).compose(statement))
                .transform(answers -> {
                    answered(batch, answers);
                    return Future.succeededFuture();
                });
    }

    private void answered(List<Waiting<Q, A>> batch, AsyncResult<List<A>> answers) {
        for (int i = 0; i < batch.size(); i++) {
            var answer = batch.get(i).answer();
            if (answers.succeeded()) {
                answer.tryComplete(answers.result().get(i));
            } else {
                answer.tryFail(answers.cause());
            }
        }
    }

    private void settle() {
        var done = new ArrayList<Promise<Void>>();
        synchronized (this) {
            underWay = false;
            if (waiting.isEmpty()) {
                done.addAll(idle);
                idle.clear();
            }
        }
        done.forEach(Promise::tryComplete);
    }
}
