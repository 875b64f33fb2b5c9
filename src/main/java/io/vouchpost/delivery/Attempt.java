package io.vouchpost.delivery;

import io.vouchpost.smtp.Reply;

/** What one attempt at one host came to. */
sealed interface Attempt {

    /** The host has spoken, or it can no longer be known what it did: no other host may be asked. */
    record Settled(Outcome outcome) implements Attempt {}

    /**
     * The host certainly has not taken the message: another may be asked.
     *
     * @param reply for the client when there is no other
     * @param cause for the operator
     */
    record Elsewhere(Reply reply, String cause) implements Attempt {}

    static Attempt deferred(Reply reply, String cause) {
        return new Settled(new Outcome.Deferred("", reply, cause, false));
    }
}
