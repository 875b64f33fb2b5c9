package io.vouchpost.delivery;

import io.vertx.core.Future;
import io.vouchpost.message.Submission;

/** The way to the next hop. */
public interface Transport {

    /**
     * Hands the message over. Whatever happens is an {@link Outcome}; the future does not fail. The content is not released
     * here.
     */
    Future<Outcome> send(Submission submission);

    /** Says QUIT to the next hops and ends their connections, after what is under way. */
    Future<Void> close();
}
