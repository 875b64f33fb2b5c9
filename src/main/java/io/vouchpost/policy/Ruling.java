package io.vouchpost.policy;

import io.vouchpost.smtp.Reply;
import java.util.Optional;

/** What the policy says to a request. */
public sealed interface Ruling {

    /** Empty where it may be. */
    default Optional<Refused> refusal() {
        return Optional.empty();
    }

    /**
     * It may be.
     *
     * @param identity the address or pattern that allows it
     * @param onBehalf whether only as long as {@code Sender:} says who really sends
     */
    record Allowed(String identity, boolean onBehalf) implements Ruling {

        /** Without any condition. */
        public Allowed(String identity) {
            this(identity, false);
        }
    }

    /** It may not. */
    record Refused(Reply reply, Explanation why) implements Ruling {
        @Override
        public Optional<Refused> refusal() {
            return Optional.of(this);
        }
    }
}
