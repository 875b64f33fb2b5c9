package io.vouchpost.delivery;

import io.vouchpost.smtp.Reply;

/** What became of handing a message to the next hop for one recipient. */
public sealed interface Outcome {

    /** The reply that stands for the outcome: what the client is told, and what the log says. */
    Reply reply();

    /**
     * The next hop has it.
     *
     * @param host who took it
     * @param reply its reply to the final dot
     * @param willNotify whether the next hop does DSN (RFC 3461) and so tells the sender itself
     */
    record Relayed(String host, Reply reply, boolean willNotify) implements Outcome {}

    /** The next hop said no for good: its own code and text. */
    record Refused(String host, Reply reply) implements Outcome {}

    /**
     * Not now: the next hop deferred, or none could be reached.
     *
     * @param host who was asked last; empty where nobody was
     * @param cause what an operator needs to know
     * @param possiblyDelivered the connection was lost after the final dot
     * @param atOnce it was one recipient too many for the transaction and may be tried again without a wait; of such
     *     transactions there are no more than recipients, since each ends otherwise for one of them at least
     */
    record Deferred(String host, Reply reply, String cause, boolean possiblyDelivered, boolean atOnce)
            implements Outcome {

        public Deferred(String host, Reply reply, String cause, boolean possiblyDelivered) {
            this(host, reply, cause, possiblyDelivered, false);
        }
    }
}
