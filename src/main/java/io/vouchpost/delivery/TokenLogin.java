package io.vouchpost.delivery;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.impl.PooledConnection;
import io.vouchpost.secret.Secret;
import java.util.function.Supplier;

/**
 * What a log-in by tokens adds to the taking of a connection: the token is there before, so that afterwards it is known which
 * one the next hop took or refused. Where there is none, a connection that is logged in already will still do.
 */
record TokenLogin(AccessTokens tokens) {

    Future<PooledConnection> around(Deadline deadline, MailClient client, Supplier<Future<PooledConnection>> taking) {
        return inTime(deadline)
                .transform(asked -> asked.failed() && deadline.hasPassed()
                        ? Future.failedFuture(asked.cause())
                        : taking.get().onComplete(taken -> {
                            if (asked.succeeded()) {
                                judge(asked.result(), client, taken);
                            }
                        }));
    }

    private Future<Secret> inTime(Deadline deadline) {
        var token = Promise.<Secret>promise();
        deadline.passing()
                .onSuccess(passed ->
                        token.tryFail(new AccessTokens.Unavailable("the token endpoint did not answer in time")));
        tokens.token().onSuccess(token::tryComplete).onFailure(token::tryFail);
        return token.future();
    }

    private void judge(Secret token, MailClient client, AsyncResult<PooledConnection> taken) {
        if (taken.succeeded() && !taken.result().isReused()) {
            tokens.accepted(token);
            PooledConnection.forgetMechanism(client);
        } else if (taken.failed() && PooledConnection.isLogInRefused(taken.cause())) {
            tokens.refused(token);
        }
    }
}
