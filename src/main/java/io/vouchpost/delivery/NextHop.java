package io.vouchpost.delivery;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.impl.PooledConnection;
import io.vouchpost.message.Submission;
import io.vouchpost.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One host of a route: the connections to it, whose turn it is, and one attempt to hand a message over. Belongs to one
 * context.
 *
 * <p>The mail client waits without end for a server that accepts a connection and then says nothing, or nothing that makes
 * sense. So a connection that is not ready in time costs the client its place: the next message gets a new client, and the
 * old one is cut off when those that still use it have ended.
 */
final class NextHop {
    /** For each connection this many messages may wait for their turn. */
    private static final int WAITING_EACH = 64;

    private final Context context;
    private final String name;
    private final String ownHostname;
    private final Duration patience;
    private final Supplier<MailClient> clients;
    private final Optional<AccessTokens> tokens;
    private final Health health;
    private final Turns turns;
    private Generation current;

    /**
     * @param name host and port, for logs
     * @param patience until a connection must be ready
     * @param clients gives a new client each time
     * @param tokens those that its log-ins are made with, if they are
     * @param health is told how each attempt went
     */
    NextHop(
            Context context,
            String name,
            String ownHostname,
            int connections,
            Duration patience,
            Supplier<MailClient> clients,
            Optional<AccessTokens> tokens,
            Health health) {
        this.context = context;
        this.name = name;
        this.ownHostname = ownHostname;
        this.patience = patience;
        this.clients = clients;
        this.tokens = tokens;
        this.health = health;
        this.turns = new Turns(connections, connections * WAITING_EACH);
        this.current = new Generation(clients.get());
    }

    /** A pooled connection that turns out to be dead is no reason to go elsewhere: the next one is taken, or a new one made. */
    Future<Attempt> deliver(Submission submission, Deadline deadline) {
        return turns.take(deadline)
                .transform(turn -> turn.succeeded()
                        ? withTurn(submission, deadline)
                        : elsewhere(new Attempt.Elsewhere(NextHopReplies.busy(), describe(turn.cause()))));
    }

    private Future<Attempt> withTurn(Submission submission, Deadline deadline) {
        if (deadline.hasPassed()) {
            turns.giveBack();
            return elsewhere(new Attempt.Elsewhere(NextHopReplies.busy(), name + ": its turn came too late"));
        }
        var began = health.now();
        var generation = current;
        generation.enter();
        return connect(generation, deadline)
                .onFailure(failure -> leave(generation))
                .transform(connected -> connected.succeeded()
                        ? converse(generation, connected.result(), submission, deadline, began)
                        : unreached(connected.cause(), deadline).onSuccess(attempt -> {
                            if (!(connected.cause() instanceof AccessTokens.Unavailable)) {
                                learn(began, attempt, deadline);
                            }
                        }));
    }

    /** One that hangs in the middle of a message is as good as one that cannot be reached. */
    private void learn(Instant began, Attempt attempt, Deadline deadline) {
        if (attempt instanceof Attempt.Elsewhere elsewhere) {
            health.failed(began, elsewhere.cause());
        } else if (deadline.hasPassed()) {
            health.failed(began, name + ": a message was not through in time");
        } else {
            health.healed();
        }
    }

    private Future<Attempt> converse(
            Generation generation,
            PooledConnection connection,
            Submission submission,
            Deadline deadline,
            Instant began) {
        var conversation = new Conversation(connection);
        conversation.ended().onComplete(ended -> leave(generation));
        var slow = new Deadline(vertx(), patience);
        slow.passing().onSuccess(passed -> conversation.breakOff("not ready in " + patience));
        return conversation
                .extensions(ownHostname)
                .onComplete(known -> slow.lift())
                .onFailure(failure -> conversation.breakOff(String.valueOf(failure.getMessage())))
                .transform(known -> known.succeeded()
                        ? new Transaction(name, conversation, known.result(), submission).run(deadline)
                        : unreached(known.cause(), deadline))
                .compose(attempt -> {
                    endSoon(conversation);
                    if (attempt instanceof Attempt.Elsewhere && connection.isReused() && !deadline.hasPassed()) {
                        return deliver(submission, deadline);
                    }
                    learn(began, attempt, deadline);
                    return Future.succeededFuture(attempt);
                });
    }

    /** With a token in hand, where one is needed: so it is known which one was refused. */
    private Future<PooledConnection> connect(Generation generation, Deadline deadline) {
        return tokens.map(needed -> tokenInTime(needed, deadline)
                        .transform(asked -> asked.failed() && deadline.hasPassed()
                                ? Future.failedFuture(asked.cause())
                                : lend(generation, deadline).onComplete(lent -> {
                                    if (asked.succeeded()) {
                                        judge(needed, asked.result(), generation, lent);
                                    }
                                })))
                .orElseGet(() -> lend(generation, deadline));
    }

    private static Future<Secret> tokenInTime(AccessTokens tokens, Deadline deadline) {
        var inTime = Promise.<Secret>promise();
        deadline.passing()
                .onSuccess(passed ->
                        inTime.tryFail(new AccessTokens.Unavailable("the token endpoint did not answer in time")));
        tokens.token().onSuccess(inTime::tryComplete).onFailure(inTime::tryFail);
        return inTime.future();
    }

    private static void judge(
            AccessTokens tokens, Secret token, Generation generation, AsyncResult<PooledConnection> lent) {
        if (lent.succeeded() && !lent.result().isReused()) {
            tokens.accepted(token);
            PooledConnection.forgetMechanism(generation.client);
        } else if (lent.failed() && PooledConnection.isLogInRefused(lent.cause())) {
            tokens.refused(token);
        }
    }

    private Future<PooledConnection> lend(Generation generation, Deadline deadline) {
        var ready = Promise.<PooledConnection>promise();
        var slow = new Deadline(vertx(), patience);
        slow.passing().onSuccess(passed -> giveUp(generation, ready, "not ready in " + patience));
        deadline.passing().onSuccess(passed -> giveUp(generation, ready, "not ready in time"));
        PooledConnection.lend(generation.client, ownHostname, context)
                .onSuccess(connection -> {
                    if (!ready.tryComplete(connection)) {
                        connection.close();
                    }
                })
                .onFailure(ready::tryFail);
        return ready.future().onComplete(done -> slow.lift());
    }

    private void giveUp(Generation generation, Promise<PooledConnection> ready, String reason) {
        if (ready.tryFail(reason + ": TCP, TLS, greeting or log-in hangs") && current == generation) {
            current = new Generation(clients.get());
            generation.close();
        }
    }

    private void leave(Generation generation) {
        turns.giveBack(); // first, so that who waited enters before the last one leaves and a closing client is closed
        generation.leave();
    }

    /** The outcome is known; a next hop that does not answer RSET must not keep the place. */
    private void endSoon(Conversation conversation) {
        var slow = new Deadline(vertx(), patience);
        slow.passing().onSuccess(passed -> conversation.breakOff("no reply to RSET"));
        conversation.ended().onComplete(ended -> slow.lift());
    }

    Health health() {
        return health;
    }

    /** QUIT to those that are idle, and to the others when their transaction has ended. */
    Future<Void> close() {
        return current.close();
    }

    private String describe(Throwable failure) {
        var deepest = failure;
        while (deepest.getCause() != null && deepest.getCause() != deepest) {
            deepest = deepest.getCause();
        }
        var said = String.valueOf(failure.getMessage());
        var reason = String.valueOf(deepest.getMessage());
        return name + ": " + Printable.of(said.contains(reason) ? said : said + ": " + reason, 400);
    }

    private Future<Attempt> unreached(Throwable failure, Deadline deadline) {
        return elsewhere(new Attempt.Elsewhere(
                deadline.hasPassed() ? NextHopReplies.timedOut() : NextHopReplies.unreachable(), describe(failure)));
    }

    private static Future<Attempt> elsewhere(Attempt.Elsewhere attempt) {
        return Future.succeededFuture(attempt);
    }

    private Vertx vertx() {
        return context.owner();
    }

    /** A mail client and how many are using it. */
    private static final class Generation {
        private final MailClient client;
        private final Promise<Void> unused = Promise.promise();
        private int inside;
        private boolean retired;

        Generation(MailClient client) {
            this.client = client;
        }

        void enter() {
            inside++;
        }

        void leave() {
            inside--;
            closeWhenUnused();
        }

        /** After what is under way. What is still being connected or greeted then is cut off: nobody waits for it. */
        Future<Void> close() {
            retired = true;
            closeWhenUnused();
            return unused.future().compose(none -> {
                client.close(); // QUIT to the idle ones; completes only when the others have ended by themselves
                return PooledConnection.cutOff(client);
            });
        }

        private void closeWhenUnused() {
            if (retired && inside == 0) {
                unused.tryComplete();
            }
        }
    }
}
