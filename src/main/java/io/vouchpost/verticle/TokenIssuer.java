package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vouchpost.oauth.Tokens;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Who vouches for access tokens now; settings may put another in its place. Safe for all threads. */
final class TokenIssuer {
    /** Log-ins under way may still ask the old one. */
    private static final long FAREWELL_MILLIS = TimeUnit.MINUTES.toMillis(1);

    private final Vertx vertx;
    private volatile Optional<Tokens> tokens;

    /**
     * @param tokens empty where nobody is configured
     */
    TokenIssuer(Vertx vertx, Optional<Tokens> tokens) {
        this.vertx = vertx;
        this.tokens = tokens;
    }

    Optional<Tokens> tokens() {
        return tokens;
    }

    /** From now on the other is asked. */
    void use(Optional<Tokens> other) {
        var old = tokens;
        tokens = other;
        old.ifPresent(it -> vertx.setTimer(FAREWELL_MILLIS, passed -> it.close()));
    }

    Future<Void> close() {
        return tokens.map(Tokens::close).orElseGet(Future::succeededFuture);
    }
}
