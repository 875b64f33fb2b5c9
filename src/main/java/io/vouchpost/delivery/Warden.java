package io.vouchpost.delivery;

import io.vertx.core.Future;
import io.vouchpost.message.Submission;
import java.util.Optional;

/** Watches over what accounts send, and says whose mail is to be held. */
public interface Warden {
    /** Holds nobody's. */
    Warden NONE = new Warden() {
        @Override
        public Future<Void> submitted(Submission submission) {
            return Future.succeededFuture();
        }

        @Override
        public void refused(String account, int recipients) {}

        @Override
        public Optional<String> held(String account) {
            return Optional.empty();
        }
    };

    /** A message is about to be taken in; fails never. Completed when {@link #held} answers for it. */
    Future<Void> submitted(Submission submission);

    /** A next hop has refused so many recipients of this account's mail for good. Does not wait. */
    void refused(String account, int recipients);

    /** Why this account's mail is held, for time lines; empty where it is not. Asks memory only. */
    Optional<String> held(String account);

    /** Our own notifications are told of an account, and not sent by it: they have no trace field in front. */
    static boolean isOurs(Submission submission) {
        return submission.envelope().reversePath().isEmpty()
                && submission.trace().isEmpty();
    }
}
