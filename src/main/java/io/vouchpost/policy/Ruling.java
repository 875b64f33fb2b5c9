package io.vouchpost.policy;

import io.vouchpost.smtp.Reply;

/** What the policy says to a request. */
public sealed interface Ruling {

    /**
     * It may be.
     *
     * @param identity the address or pattern that allows it
     */
    record Allowed(String identity) implements Ruling {}

    /** It may not. */
    record Refused(Reply reply, Explanation why) implements Ruling {}
}
