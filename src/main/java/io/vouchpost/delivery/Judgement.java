package io.vouchpost.delivery;

import io.vouchpost.smtp.Reply;
import java.util.Set;

/**
 * What a refusal of the next hop means to our client. Its words are passed on where they are about the message, the sender
 * or a recipient; where they are about us (log-in, syntax, order of commands) the client could only be misled by them, and
 * is told to come back instead.
 */
final class Judgement {
    /** Replies that only say what the message met with (RFC 5321 §4.2.3, RFC 7504 for 556). */
    private static final Set<Integer> PASSED_ON = Set.of(450, 452, 501, 550, 551, 552, 553, 554, 555, 556);

    private Judgement() {}

    /**
     * @param host as the log names it
     * @param stage what the reply was to
     * @param about the mailbox it was about, or nothing
     * @param reply not positive, or so early that it cannot be meant
     */
    static Outcome of(String host, Stage stage, String about, NextHopReply reply) {
        var cause = cause(host, stage, about, reply);
        if (reply.code() < 400) {
            // after the dot neither yes nor no: it may have the message
            return new Outcome.Deferred(
                    host, NextHopReplies.misconfigured(), cause + " (out of place)", stage == Stage.END);
        }
        if (isAboutUs(stage, reply.code())) {
            return new Outcome.Deferred(
                    host,
                    NextHopReplies.misconfigured(),
                    cause + " (about this gateway and not about the message)",
                    false);
        }
        var quoted = quote(ownCode(reply.code()), about, reply);
        return quoted.status().isPermanent()
                ? new Outcome.Refused(host, quoted)
                : new Outcome.Deferred(host, quoted, cause, false);
    }

    /** Its positive reply to the final dot. */
    static Outcome taken(String host, NextHopReply reply, boolean willNotify) {
        return new Outcome.Relayed(host, quote(250, "", reply), willNotify);
    }

    /**
     * Whether it is said of the number of recipients, by a server that has accepted some: those are to be sent, and the others
     * in another transaction. 552 is the old code for it (RFC 5321 §4.5.3.1.10); with a word of its own it means that.
     */
    static boolean isTooMany(NextHopReply reply, int accepted) {
        return accepted > 0
                && (reply.code() == 452 || reply.code() == 552)
                && (reply.enhanced().endsWith(".5.3") || reply.enhanced().endsWith(".0.0"));
    }

    /** One recipient too many for this transaction, and so first in the next. */
    static Outcome tooMany(String host, String about, NextHopReply reply) {
        return NextHopReplies.overTheLimit(host, Printable.of(cause(host, Stage.RCPT, about, reply), 600));
    }

    /** 421: it is closing the channel (RFC 5321 §3.8) and has not taken the message. We are not closing ours: no 421. */
    static Reply leaving(String about, NextHopReply reply) {
        return quote(451, about, reply);
    }

    /** For the operator. */
    static String cause(String host, Stage stage, String about, NextHopReply reply) {
        return host + " said to " + stage + (about.isEmpty() ? "" : " <" + about + ">") + ": " + reply;
    }

    /**
     * 500, 502, 503, 504: the conversation was not to its taste. 52x, 53x and, on 4xx, 432 and 454: log-in and TLS
     * (RFC 4954 §6, RFC 3207). 455: our parameters. 501 is about an address where it answers one.
     */
    private static boolean isAboutUs(Stage stage, int code) {
        return switch (code) {
            case 500, 502, 503, 504, 505, 432, 454, 455 -> true;
            case 501 -> stage != Stage.MAIL && stage != Stage.RCPT;
            case 521 -> false; // RFC 7504: takes no mail
            default -> code / 10 == 52 || code / 10 == 53;
        };
    }

    /** A code that our client knows: what nobody registered says the same by the general code of its class. */
    private static int ownCode(int code) {
        return PASSED_ON.contains(code) ? code : code < 500 ? 451 : 554;
    }

    /** With several recipients the writer has to know which of them was meant. */
    private static Reply quote(int code, String about, NextHopReply reply) {
        var text = reply.text().isEmpty() ? "(the next hop gave no reason)" : reply.text();
        var named = about.isEmpty() || text.contains(about) ? text : "<" + about + ">: " + text;
        return Reply.of(code, reply.enhanced(), Printable.of(named, 400));
    }
}
