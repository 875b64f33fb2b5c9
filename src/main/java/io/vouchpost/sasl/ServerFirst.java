package io.vouchpost.sasl;

import io.vertx.core.Future;
import io.vouchpost.secret.Secret;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * An exchange that begins with the server's challenge (RFC 4422 §5, item 2a): an initial response has no place in it, and
 * each response of the client is taken once, in its turn.
 */
final class ServerFirst implements Exchange {
    private final byte[] challenge;
    private final Queue<Turn> turns;
    private boolean begun;

    /** What becomes of one response of the client. */
    @FunctionalInterface
    interface Turn {

        /**
         * @param response valid until the future completes
         * @return does not fail
         */
        Future<Step> take(byte[] response);
    }

    ServerFirst(byte[] challenge, Turn... turns) {
        this.challenge = challenge.clone();
        this.turns = new ArrayDeque<>(List.of(turns));
    }

    @Override
    public Future<Step> next(Optional<Secret> response) {
        if (!begun) {
            begun = true;
            return response.isEmpty() ? Future.succeededFuture(Step.Challenge.of(challenge)) : refuseInitialResponse();
        }
        var turn = turns.poll();
        return turn == null
                ? invalid("a response after the last")
                : turn.take(response.map(Secret::octets).orElseGet(() -> new byte[0]));
    }

    /** RFC 4954 §4: empty or not, it ends the exchange. */
    private Future<Step> refuseInitialResponse() {
        turns.clear();
        return Future.succeededFuture(new Step.OutOfTurn());
    }

    static Future<Step> invalid(String problem) {
        return Future.succeededFuture(new Step.Invalid(problem));
    }
}
