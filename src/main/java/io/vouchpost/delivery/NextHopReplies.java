package io.vouchpost.delivery;

import io.vouchpost.smtp.Reply;

/** What we say ourselves when the next hop cannot be quoted. */
final class NextHopReplies {
    private NextHopReplies() {}

    static Reply unreachable() {
        return Reply.of(451, "4.4.1", "The next hop is unreachable, please try again later");
    }

    static Reply lost() {
        return Reply.of(451, "4.4.2", "The connection to the next hop was lost, please try again later");
    }

    static Reply timedOut() {
        return Reply.of(451, "4.4.2", "The next hop did not answer in time, please try again later");
    }

    /** RFC 3463 §3.5: X.4.5 is congestion. */
    static Reply busy() {
        return Reply.of(451, "4.4.5", "Too many messages are waiting for the next hop, please try again later");
    }

    /** RFC 3463 §3.4: X.3.5, the system is not configured right. It is ours or the next hop's, not the client's. */
    static Reply misconfigured() {
        return Reply.of(451, "4.3.5", "The next hop does not take mail from this gateway now, please try again later");
    }

    static Reply unreadable() {
        return Reply.of(451, "4.3.0", "The message could not be read back, please try again later");
    }

    static Reply closing() {
        return Reply.of(451, "4.3.2", "This gateway is shutting down, please try again later");
    }

    /** RFC 6531 §3.5. */
    static Reply internationalizedAddressRefused() {
        return Reply.of(553, "5.6.7", "The next hop does not take internationalized addresses (no SMTPUTF8)");
    }

    /** RFC 8689 §4.2.1, §5. */
    static Reply requireTlsUnsupported() {
        return Reply.of(
                550, "5.7.30", "REQUIRETLS support required: the next hop does not have it, or is not verified");
    }

    /** RFC 6152 §3. */
    static Reply conversionImpossible(String reason) {
        return Reply.of(554, "5.6.3", Printable.of("Conversion required but not supported: " + reason, 400));
    }

    /** What was to be made out of the message for this next hop could not be made here and now. */
    static Reply unprepared() {
        return Reply.of(451, "4.3.0", "The message could not be made ready for the next hop, please try again later");
    }

    /** Told to nobody but the log: another gateway has the message by now. */
    static Reply withheld() {
        return Reply.of(451, "4.3.0", "Another gateway sees to the message");
    }

    /** RFC 5321 §4.5.3.1.10, RFC 9422 §4. */
    static Outcome overTheLimit(String host, String cause) {
        var reply = Reply.of(452, "4.5.3", "The next hop takes the other recipients first");
        return new Outcome.Deferred(host, reply, cause, false, true);
    }
}
