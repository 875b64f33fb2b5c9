package io.vouchpost.probe;

import io.vouchpost.smtp.Mailbox;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Transactions: those that have to be refused, and the one that has to be taken. */
final class Submission {
    /** Reserved (RFC 2606): nobody gets mail there, and it is nobody's own domain. */
    private static final String OUTSIDE = "vouchpost-probe@example.com";

    private static final Pattern QUEUE_ID = Pattern.compile(
            "(?i)\\bqueued as (?<postfix>[A-Za-z0-9.-]+)|\\bid=(?<exim>[A-Za-z0-9-]+)|\\bMessage (?<own>[0-9A-Z]+-[0-9]+)"
                    + "|\\bqueued with id (?<other>[A-Za-z0-9.-]+)");

    private final Conversation with;
    private final Notes notes;

    Submission(Conversation with, Notes notes) {
        this.with = with;
        this.notes = notes;
    }

    /** Nobody is logged in: MAIL, or at the latest RCPT, must be refused (RFC 6409 §4.3). Never goes as far as DATA. */
    void mustNotRelay(Optional<Mailbox> sender) throws Obstacle {
        notes.begin(Step.RELAY);
        var reply = envelope(sender.map(Mailbox::toString).orElse(OUTSIDE), OUTSIDE);
        if (reply.isPositive()) {
            notes.failed(
                    "mail for strangers is taken from anybody, without a log-in: " + reply,
                    "an open relay; spammers will find it today. Let only those relay who have logged in");
        } else if (reply.isTransient()) {
            notes.warn("without a log-in mail is put off, not refused: " + reply, "see why it is not 530");
        } else {
            notes.ok("without a log-in no mail is taken: " + reply, Map.of("code", reply.code()));
        }
    }

    /** Somebody is logged in, who is not the one named: sending so must be refused (RFC 6409 §6.1). */
    void mustNotSendAs(String somebodyElse) throws Obstacle {
        notes.begin(Step.SENDER);
        var reply = envelope(somebodyElse, OUTSIDE);
        if (reply.isPositive()) {
            notes.failed(
                    "whoever is logged in may send as anybody, such as " + somebodyElse,
                    "tie senders to log-ins (in Postfix: smtpd_sender_login_maps and reject_sender_login_mismatch)");
        } else if (reply.isTransient()) {
            notes.warn("sending as " + somebodyElse + " is put off: " + reply, "");
        } else {
            notes.ok("sending as " + somebodyElse + " is refused: " + reply, Map.of("code", reply.code()));
        }
    }

    /** The reply that tells: the first that refuses, or the last. */
    private ServerReply envelope(String sender, String recipient) throws Obstacle {
        var reply = with.say("MAIL FROM:<" + sender + ">");
        if (reply.isPositive()) {
            reply = with.say("RCPT TO:<" + recipient + ">");
            with.say("RSET");
        }
        return reply;
    }

    /** The reply to the message, or nothing where it was not taken by all. */
    Optional<Submitted> submit(Letter letter, EhloResponse offer, Clock clock) throws Obstacle {
        notes.begin(Step.MESSAGE);
        if (!letter.isAscii() && !offer.has("SMTPUTF8")) {
            notes.failed("the server takes no addresses beyond ASCII (SMTPUTF8)", "try with others");
            return Optional.empty();
        }
        var mail = "MAIL FROM:<" + letter.from() + ">" + (letter.isAscii() ? "" : " SMTPUTF8");
        if (!isEnvelopeTaken(mail, letter.to())) {
            return Optional.empty();
        }
        var reply = with.say("DATA");
        if (reply.code() != 354) {
            refused("DATA", reply);
            return Optional.empty();
        }
        with.write(letter.data(clock.instant()));
        reply = with.read();
        if (!reply.isPositive()) {
            refused("the message", reply);
            return Optional.empty();
        }
        var id = queueId(reply);
        notes.ok(
                "the message " + letter.messageId() + " was taken: " + reply,
                Map.of("messageId", letter.messageId(), "reply", reply.toString(), "queueId", id));
        return Optional.of(new Submitted(letter, id));
    }

    private boolean isEnvelopeTaken(String mail, List<Mailbox> recipients) throws Obstacle {
        var reply = with.say(mail);
        if (!reply.isPositive()) {
            refused(mail, reply);
            return false;
        }
        for (var recipient : recipients) {
            reply = with.say("RCPT TO:<" + recipient + ">");
            if (!reply.isPositive()) {
                refused("RCPT TO:<" + recipient + ">", reply);
                with.say("RSET");
                return false;
            }
        }
        return true;
    }

    private void refused(String what, ServerReply reply) {
        notes.add(
                Outcome.FAILED,
                what + " was " + (reply.isTransient() ? "put off: " : "refused: ") + reply,
                reply.isTransient() ? "try again in a minute; the server's log tells why" : "see the server's log",
                Map.of("code", reply.code()));
    }

    /** As servers say it; empty where none is told. */
    private static String queueId(ServerReply reply) {
        var matcher = QUEUE_ID.matcher(reply.toString());
        if (!matcher.find()) {
            return "";
        }
        return Stream.of("postfix", "exim", "own", "other")
                .map(matcher::group)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
    }
}
