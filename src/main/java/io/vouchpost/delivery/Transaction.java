package io.vouchpost.delivery;

import io.vertx.core.Future;
import io.vouchpost.message.Submission;
import io.vouchpost.smtp.Recipient;
import io.vouchpost.smtp.Reply;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One message on one conversation with the next hop: MAIL, all RCPTs, DATA when one of them at least was accepted, and the
 * message (RFC 5321 §3.3). Each recipient has an outcome of its own: that of its RCPT where it was refused there, else that of
 * the message.
 */
final class Transaction {
    private final String host;
    private final Conversation conversation;
    private final Extensions extensions;
    private final Preparation preparation;
    private final Submission submission;
    private final Allowance allowance;
    private final EnvelopeCommands commands;
    private final Tally tally;
    private Stage stage = Stage.MAIL;
    private Deadline deadline;

    Transaction(
            String host,
            Trust trust,
            Preparation preparation,
            Conversation conversation,
            Extensions extensions,
            Submission submission,
            Allowance allowance) {
        this.host = host;
        this.conversation = conversation;
        this.extensions = extensions;
        this.preparation = preparation;
        this.submission = submission;
        this.allowance = allowance;
        this.commands = new EnvelopeCommands(submission.envelope(), extensions, trust);
        this.tally = new Tally(recipients().size());
        this.deadline = allowance.untilDot();
    }

    /** Whatever happens is an attempt; the conversation has been finished, or will be soon. */
    Future<Attempt> run() {
        var unmet = unmet();
        if (unmet.isPresent()) {
            conversation.finish();
            return settled(new Outcome.Refused(host, unmet.get()));
        }
        allowance.untilDot().passing().onSuccess(passed -> {
            if (stage != Stage.END) {
                conversation.breakOff("no reply in time");
            }
        });
        return Future.succeededFuture()
                .compose(now -> preparation.prepare(submission, extensions))
                .transform(ready -> ready.succeeded() ? handOver(ready.result()) : unprepared(ready.cause()));
    }

    /** What the message needs and this next hop has not. */
    private Optional<Reply> unmet() {
        if (submission.envelope().terms().requireTls() && !(commands.trust().verified() && extensions.requireTls())) {
            return Optional.of(NextHopReplies.requireTlsUnsupported());
        }
        return commands.needSmtpUtf8() && !extensions.smtpUtf8()
                ? Optional.of(NextHopReplies.internationalizedAddressRefused())
                : Optional.empty();
    }

    private Future<Attempt> unprepared(Throwable failure) {
        conversation.finish();
        var reason = Printable.of(String.valueOf(failure.getMessage()), 300);
        return settled(
                failure instanceof Preparation.Impossible
                        ? new Outcome.Refused(host, NextHopReplies.conversionImpossible(reason))
                        : new Outcome.Deferred(
                                host,
                                NextHopReplies.unprepared(),
                                "not made ready for " + host + ": " + reason,
                                false));
    }

    private Future<Attempt> handOver(Outgoing outgoing) {
        var asked = recipients().stream().limit(extensions.mostRecipients().orElse(Integer.MAX_VALUE));
        var lines = Stream.concat(Stream.of(commands.mail(outgoing)), asked.map(commands::rcpt))
                .toList();
        return conversation
                .say(lines, extensions.pipelining(), Transaction::isEnough)
                .compose(replies -> answered(replies, replies.size() == lines.size(), outgoing))
                .recover(failure -> Future.succeededFuture(failed(failure)))
                .onComplete(done -> outgoing.release().run());
    }

    /** Where MAIL was refused, the server is leaving, or no longer knows what it is asked. */
    private static boolean isEnough(List<NextHopReply> replies) {
        var last = replies.get(replies.size() - 1);
        return replies.size() == 1
                ? !last.isPositive()
                : isEndOfConversation(last) || (!last.isPositive() && Judgement.isTooMany(last, accepted(replies)));
    }

    /** How many of the recipients, by the replies to MAIL and to RCPTs. */
    private static int accepted(List<NextHopReply> replies) {
        return (int) replies.stream().skip(1).filter(NextHopReply::isPositive).count();
    }

    /** 421, or what is neither yes nor no: nothing that it says afterwards can be relied on. */
    private static boolean isEndOfConversation(NextHopReply reply) {
        return reply.code() == 421 || reply.code() / 100 == 3;
    }

    /** The replies to MAIL and to the RCPTs, as far as there are any. */
    private Future<Attempt> answered(List<NextHopReply> replies, boolean complete, Outgoing outgoing) {
        if (replies.isEmpty()) {
            return Future.failedFuture(conversation.loss());
        }
        if (!replies.get(0).isPositive()) { // and then it does not matter what was said to the recipients
            return refused(commands.reversePath(), replies.get(0));
        }
        stage = Stage.RCPT;
        int accepted = 0;
        for (int i = 0; i + 1 < replies.size(); i++) {
            var reply = replies.get(i + 1);
            var about = recipients().get(i).toString();
            if (isEndOfConversation(reply)) {
                return refused(about, reply);
            }
            if (reply.isPositive()) {
                accepted++;
            } else {
                tally.settle(
                        i,
                        Judgement.isTooMany(reply, accepted)
                                ? Judgement.tooMany(host, about, reply)
                                : Judgement.of(host, stage, about, reply));
            }
        }
        boolean some = accepted > 0;
        if (conversation.isLost() && (some || !complete)) {
            return Future.failedFuture(conversation.loss());
        }
        for (int i = replies.size() - 1; i < recipients().size(); i++) {
            tally.settle(i, NextHopReplies.overTheLimit(host, host + " takes only so many recipients at a time"));
        }
        return some ? data(outgoing) : reset(tally.settled());
    }

    private Future<Attempt> data(Outgoing outgoing) {
        stage = Stage.DATA;
        return conversation.say("DATA").compose(reply -> {
            if (reply.code() != 354) {
                return refused("", reply);
            }
            stage = Stage.CONTENT;
            return conversation
                    .tell(outgoing.trace(), outgoing.content(), this::mayEnd)
                    .map(this::concluded)
                    .onComplete(done -> liftAnswer());
        });
    }

    private boolean mayEnd() {
        if (!allowance.mayEnd().getAsBoolean()) {
            return false;
        }
        stage = Stage.END;
        deadline = allowance.forAnswer().get();
        deadline.passing().onSuccess(passed -> conversation.breakOff("no reply in time"));
        return true;
    }

    private void liftAnswer() {
        if (stage == Stage.END) { // the other one is the transport's
            deadline.lift();
        }
    }

    private Attempt concluded(NextHopReply reply) {
        if (stage != Stage.END) {
            conversation.breakOff("it answered before it had heard the end");
            return reply.code() == 421 ? leaving("", reply) : tally.settleOpen(Judgement.of(host, stage, "", reply));
        }
        if (isEndOfConversation(reply)) {
            conversation.breakOff("it said " + reply);
        } else {
            conversation.finish();
        }
        return tally.settleOpen(
                reply.isPositive()
                        ? Judgement.taken(host, reply, extensions.dsn())
                        : Judgement.of(host, stage, "", reply));
    }

    /** A reply, other than to the message itself, by which all who are still open do not get it. */
    private Future<Attempt> refused(String about, NextHopReply reply) {
        if (reply.code() >= 400 && reply.code() != 421) {
            return reset(tally.settleOpen(Judgement.of(host, stage, about, reply)));
        }
        conversation.breakOff("it said " + reply);
        return Future.succeededFuture(
                reply.code() == 421
                        ? leaving(about, reply)
                        : tally.settleOpen(Judgement.of(host, stage, about, reply)));
    }

    private Attempt leaving(String about, NextHopReply reply) {
        return tally.elsewhere(host, Judgement.leaving(about, reply), Judgement.cause(host, stage, about, reply));
    }

    /** The next hop forgets what it was told (RFC 5321 §4.1.1.5); our client need not wait for that. */
    private Future<Attempt> reset(Attempt attempt) {
        conversation.say("RSET").onSuccess(reply -> {
            if (reply.isPositive()) {
                conversation.finish();
            } else {
                conversation.breakOff("it said to RSET: " + reply);
            }
        });
        return Future.succeededFuture(attempt);
    }

    private Attempt failed(Throwable failure) {
        var cause = host + ", " + stage + ": " + Printable.of(String.valueOf(failure.getMessage()), 400);
        if (conversation.isLost()) {
            return stage == Stage.END ? unknown(cause) : notTaken(cause);
        }
        conversation.breakOff(String.valueOf(failure.getMessage()));
        return tally.settleOpen(new Outcome.Deferred(host, ownFault(failure), cause, false));
    }

    /** Nothing that another host would like better. */
    private static Reply ownFault(Throwable failure) {
        if (failure instanceof Conversation.Withheld) {
            return NextHopReplies.withheld();
        }
        return failure instanceof Conversation.Unreadable
                ? NextHopReplies.unreadable()
                : NextHopReplies.misconfigured(); // a command that must not be sent
    }

    private Attempt unknown(String cause) {
        var reply = deadline.hasPassed() ? NextHopReplies.timedOut() : NextHopReplies.lost();
        return tally.settleOpen(new Outcome.Deferred(host, reply, cause + "; it may have been delivered", true));
    }

    private Attempt notTaken(String cause) {
        return deadline.hasPassed()
                ? tally.settleOpen(new Outcome.Deferred(host, NextHopReplies.timedOut(), cause, false))
                : tally.elsewhere(host, NextHopReplies.lost(), cause);
    }

    private Future<Attempt> settled(Outcome outcome) {
        return Future.succeededFuture(tally.settleOpen(outcome));
    }

    private List<Recipient> recipients() {
        return submission.envelope().recipients();
    }
}
