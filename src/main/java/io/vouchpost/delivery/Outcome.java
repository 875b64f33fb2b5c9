package io.vouchpost.delivery;

import io.vouchpost.smtp.Reply;

/** What became of handing a message to the next hop. */
public sealed interface Outcome {

    /** The reply that stands for the outcome: what the client is told, and what the log says. */
    Reply reply();

    /**
     * The next hop has it, all recipients accepted.
     *
     * @param host who took it
     * @param reply its reply to the final dot
     */
    record Relayed(String host, Reply reply) implements Outcome {}

    /** The next hop said no for good: its own code and text. */
    record Refused(String host, Reply reply) implements Outcome {}

    /**
     * Not now: the next hop deferred, or none could be reached.
     *
     * @param cause what an operator needs to know
     */
    record Deferred(Reply reply, String cause) implements Outcome {}
}
