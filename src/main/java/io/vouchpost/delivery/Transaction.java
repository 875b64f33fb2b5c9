package io.vouchpost.delivery;

import io.vertx.core.Future;
import io.vouchpost.message.Submission;
import io.vouchpost.smtp.Envelope;
import io.vouchpost.smtp.Envelope.BodyType;
import io.vouchpost.smtp.Mailbox;
import io.vouchpost.smtp.Recipient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One message on one conversation with the next hop: MAIL, all RCPTs, and only when each of them was accepted DATA
 * (RFC 5321 §3.3). Our client has one reply to its message, so it must not go to some of the recipients only.
 */
final class Transaction {
    private final String host;
    private final Conversation conversation;
    private final Extensions extensions;
    private final Submission submission;
    private final Envelope envelope;
    private Stage stage = Stage.MAIL;

    Transaction(String host, Conversation conversation, Extensions extensions, Submission submission) {
        this.host = host;
        this.conversation = conversation;
        this.extensions = extensions;
        this.submission = submission;
        this.envelope = submission.envelope();
    }

    /** Whatever happens is an attempt; the conversation has been finished, or will be soon. */
    Future<Attempt> run(Deadline deadline) {
        if (needsSmtpUtf8() && !extensions.smtpUtf8()) {
            conversation.finish();
            return Future.succeededFuture(
                    new Attempt.Settled(new Outcome.Refused(host, NextHopReplies.internationalizedAddressRefused())));
        }
        deadline.passing().onSuccess(passed -> conversation.breakOff("no reply in time"));
        return conversation
                .say(commands(), extensions.pipelining())
                .compose(this::answered)
                .recover(failure -> Future.succeededFuture(failed(failure, deadline)));
    }

    private boolean needsSmtpUtf8() {
        return envelope.smtpUtf8()
                || !envelope.reversePath().map(Mailbox::isAscii).orElse(true)
                || !envelope.recipients().stream().map(Recipient::mailbox).allMatch(Mailbox::isAscii);
    }

    private List<String> commands() {
        var commands = new ArrayList<String>();
        commands.add(mail());
        envelope.recipients().forEach(recipient -> commands.add("RCPT TO:<" + recipient + ">"));
        return commands;
    }

    private String mail() {
        var mail = new StringBuilder("MAIL FROM:<").append(reversePath()).append('>');
        if (extensions.size()) { // RFC 1870 §6, octets with their CRLFs and without stuffing
            var trace = submission.trace().getBytes(StandardCharsets.UTF_8).length;
            mail.append(" SIZE=").append(trace + submission.content().size());
        }
        // Where 8BITMIME is missing the message goes out as it is, as nearly every server of today takes it well:
        // RFC 6152 §3 would have us convert it, which changes what was signed, or return it.
        if (envelope.body() == BodyType.EIGHT_BIT_MIME && extensions.eightBitMime()) {
            mail.append(" BODY=8BITMIME");
        }
        if (needsSmtpUtf8()) {
            mail.append(" SMTPUTF8");
        }
        return mail.toString();
    }

    private String reversePath() {
        return envelope.reversePath().map(Mailbox::toString).orElse("");
    }

    /** The replies to MAIL and to each RCPT, as far as they were sent. */
    private Future<Attempt> answered(List<NextHopReply> replies) {
        return refusal(replies)
                .map(refused -> reset(replies.get(refused), judged(refused, replies.get(refused))))
                .orElseGet(this::data);
    }

    /** MAIL if it was refused; else a recipient refused for good rather than one that could be tried again. */
    private static Optional<Integer> refusal(List<NextHopReply> replies) {
        var refused = IntStream.range(0, replies.size())
                .filter(i -> !replies.get(i).isPositive())
                .boxed()
                .toList();
        return refused.stream()
                .filter(i -> i == 0 || replies.get(i).code() >= 500)
                .findFirst()
                .or(() -> refused.stream().findFirst());
    }

    private Attempt judged(int command, NextHopReply reply) {
        stage = command == 0 ? Stage.MAIL : Stage.RCPT;
        var about = command == 0
                ? reversePath()
                : envelope.recipients().get(command - 1).toString();
        return Judgement.of(host, stage, about, reply);
    }

    private Future<Attempt> data() {
        stage = Stage.DATA;
        return conversation.say("DATA").compose(reply -> {
            if (reply.code() != 354) {
                return reset(reply, Judgement.of(host, stage, "", reply));
            }
            stage = Stage.CONTENT;
            return conversation
                    .tell(submission.trace(), submission.content(), () -> stage = Stage.END)
                    .map(this::concluded);
        });
    }

    private Attempt concluded(NextHopReply reply) {
        if (stage == Stage.END) {
            release(reply);
            return reply.isPositive() ? Judgement.taken(host, reply) : Judgement.of(host, stage, "", reply);
        }
        conversation.breakOff("it answered before it had heard the end");
        return Judgement.of(host, stage, "", reply);
    }

    /** The next hop forgets what it was told (RFC 5321 §4.1.1.5); the client need not wait for that. */
    private Future<Attempt> reset(NextHopReply reply, Attempt attempt) {
        if (reply.code() < 400 || reply.code() == 421) {
            release(reply);
        } else {
            conversation.say("RSET").onSuccess(this::release);
        }
        return Future.succeededFuture(attempt);
    }

    private void release(NextHopReply last) {
        if (last.code() == 421 || last.code() / 100 == 3) {
            conversation.breakOff("it said " + last);
        } else {
            conversation.finish();
        }
    }

    private Attempt failed(Throwable failure, Deadline deadline) {
        var cause = host + ", " + stage + ": " + Printable.of(String.valueOf(failure.getMessage()), 400);
        if (failure instanceof Conversation.Unreadable) {
            conversation.breakOff("the message could not be read back");
            return Attempt.deferred(NextHopReplies.unreadable(), cause);
        }
        if (!conversation.isLost()) { // a command we must not send: nothing that another host would like better
            conversation.breakOff(String.valueOf(failure.getMessage()));
            return Attempt.deferred(NextHopReplies.misconfigured(), cause);
        }
        var late = deadline.hasPassed();
        if (stage == Stage.END) {
            return Attempt.deferred(
                    late ? NextHopReplies.timedOut() : NextHopReplies.lost(), cause + "; it may have been delivered");
        }
        return late
                ? Attempt.deferred(NextHopReplies.timedOut(), cause)
                : new Attempt.Elsewhere(NextHopReplies.lost(), cause);
    }
}
