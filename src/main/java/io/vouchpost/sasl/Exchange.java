package io.vouchpost.sasl;

import io.vertx.core.Future;
import io.vouchpost.secret.Secret;
import java.util.Optional;

/** One client's challenge-response exchange. Called in turn, never twice at a time. */
@FunctionalInterface
public interface Exchange {

    /**
     * The next step.
     *
     * @param response what the client sent, decoded; absent only as the first one, when the client gave no initial response,
     *     which is not the same as an empty one (RFC 4422 §3, RFC 4954 §4). Stays the caller's, who wipes it when the future
     *     has completed
     * @return does not fail
     */
    Future<Step> next(Optional<Secret> response);
}
