package io.vouchpost.delivery;

import io.vouchpost.message.Custody;
import io.vouchpost.smtp.Reply;

/** What the client is answered to its message. */
public sealed interface Receipt {
    Reply reply();

    /**
     * Somebody durable has it.
     *
     * @param keeper who, for the audit trail: the next hop and what it said, or the spool
     */
    record Taken(Reply reply, Custody custody, String keeper) implements Receipt {}

    /**
     * Nobody has it.
     *
     * @param rule the setting that decided
     * @param seen what it decided on
     * @param remedy what to do about it
     */
    record Declined(Reply reply, String rule, String seen, String remedy) implements Receipt {}
}
