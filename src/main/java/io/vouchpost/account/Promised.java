package io.vouchpost.account;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/** A promise that somebody on another thread keeps: it completes on the context that it was made on. */
final class Promised<T> {
    private final @Nullable Context caller = Vertx.currentContext();
    private final Promise<T> promise = Promise.promise();

    Future<T> future() {
        return promise.future();
    }

    void keep(AsyncResult<T> outcome) {
        if (caller == null) {
            promise.handle(outcome);
        } else {
            caller.runOnContext(back -> promise.handle(outcome));
        }
    }
}
