package io.vouchpost.delivery;

import io.vertx.core.Future;
import io.vouchpost.message.Submission;

/** Makes out of a message what this next hop is to get: the one place where conversion and signing come in. */
interface Preparation {

    /** As it was submitted. */
    Preparation NONE = (submission, extensions) -> Future.succeededFuture(Outgoing.asItIs(submission));

    /**
     * @param extensions of the next hop that the message goes to now
     * @return failed with {@link Impossible} where the message cannot go to a next hop like this one, and then it is refused;
     *     with anything else where we could not do it now (no room, unreadable), and then it is deferred
     */
    Future<Outgoing> prepare(Submission submission, Extensions extensions);

    /** It would have to be converted, and cannot be: 5.6.3 (RFC 6152 §3, RFC 3463 §3.7). */
    final class Impossible extends Exception {
        private static final long serialVersionUID = 1;

        /**
         * @param reason for the sender; one line
         */
        Impossible(String reason) {
            super(reason);
        }
    }
}
