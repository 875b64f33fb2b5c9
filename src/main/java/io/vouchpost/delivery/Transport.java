package io.vouchpost.delivery;

import io.vertx.core.Future;
import io.vouchpost.message.Submission;
import java.util.List;

/** The ways to the next hops. */
public interface Transport {

    /**
     * Hands the message over. Whatever happens is an {@link Outcome}; the future does not fail. The content is not released
     * here.
     *
     * @param route by name; it has to exist
     * @return one for each recipient, in their order
     */
    Future<List<Outcome>> send(String route, Submission submission, Leeway leeway);

    /** Says QUIT to the next hops and ends their connections, after what is under way. */
    Future<Void> close();
}
