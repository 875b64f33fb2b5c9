package io.vouchpost.delivery;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.impl.PooledConnection;
import io.vouchpost.message.Submission;
import io.vouchpost.smtp.Reply;
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
    private final Optional<TokenLogin> tokenLogin;
    private final Trust trust;
    private final Preparation preparation;
    private final Health health;
    private final Turns turns;
    private Generation current;

    /**
     * @param name host and port, for logs
     * @param patience until a connection must be ready
     * @param clients gives a new client each time
     * @param tokenLogin where it is logged in to by tokens
     * @param health is told how each attempt went
     */
    NextHop(
            Context context,
            String name,
            String ownHostname,
            int connections,
            Duration patience,
            Supplier<MailClient> clients,
            Optional<TokenLogin> tokenLogin,
            Trust trust,
            Preparation preparation,
            Health health) {
        this.context = context;
        this.name = name;
        this.ownHostname = ownHostname;
        this.patience = patience;
        this.clients = clients;
        this.tokenLogin = tokenLogin;
        this.trust = trust;
        this.preparation = preparation;
        this.health = health;
        this.turns = new Turns(connections, connections * WAITING_EACH);
        this.current = new Generation(clients.get());
    }

    /** A pooled connection that turns out to be dead is no reason to go elsewhere: the next one is taken, or a new one made. */
    Future<Attempt> deliver(Submission submission, Allowance allowance) {
        return turns.take(allowance.untilDot())
                .transform(turn -> turn.succeeded()
                        ? withTurn(submission, allowance)
                        : elsewhere("", NextHopReplies.busy(), describe(turn.cause())));
    }

    private Future<Attempt> withTurn(Submission submission, Allowance allowance) {
        var deadline = allowance.untilDot();
        if (deadline.hasPassed()) {
            turns.giveBack();
            return elsewhere("", NextHopReplies.busy(), name + ": its turn came too late");
        }
        var began = health.now();
        var generation = current;
        generation.enter();
        return connect(generation, deadline)
                .onFailure(failure -> leave(generation))
                .transform(connected -> connected.succeeded()
                        ? converse(generation, connected.result(), submission, allowance, began)
                        : unreached(connected.cause(), deadline).onSuccess(attempt -> {
                            if (!(connected.cause() instanceof AccessTokens.Unavailable)) {
                                health.learn(began, attempt);
                            }
                        }));
    }

    private Future<Attempt> converse(
            Generation generation,
            PooledConnection connection,
            Submission submission,
            Allowance allowance,
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
                        ? new Transaction(name, trust, preparation, conversation, known.result(), submission, allowance)
                                .run()
                        : unreached(known.cause(), allowance.untilDot()))
                .compose(attempt -> {
                    endSoon(conversation);
                    if (attempt instanceof Attempt.Elsewhere elsewhere
                            && elsewhere.refused().isEmpty()
                            && connection.isReused()
                            && !allowance.untilDot().hasPassed()) {
                        return deliver(submission, allowance);
                    }
                    health.learn(began, attempt);
                    return Future.succeededFuture(attempt);
                });
    }

    private Future<PooledConnection> connect(Generation generation, Deadline deadline) {
        return tokenLogin
                .map(login -> login.around(deadline, generation.client, () -> lend(generation, deadline)))
                .orElseGet(() -> lend(generation, deadline));
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

    /** Breaks off what is under way: nobody waits for it any longer. */
    Future<Void> cutOff() {
        return current.cutOff();
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
        return elsewhere(
                name,
                deadline.hasPassed() ? NextHopReplies.timedOut() : NextHopReplies.unreachable(),
                describe(failure));
    }

    private static Future<Attempt> elsewhere(String asked, Reply reply, String cause) {
        return Future.succeededFuture(Attempt.elsewhere(asked, reply, cause));
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

        Future<Void> cutOff() {
            return PooledConnection.cutOff(client);
        }

        private void closeWhenUnused() {
            if (retired && inside == 0) {
                unused.tryComplete();
            }
        }
    }
}
