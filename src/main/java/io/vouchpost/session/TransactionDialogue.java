package io.vouchpost.session;

import io.vertx.core.Future;
import io.vouchpost.message.ContentStore;
import io.vouchpost.policy.Ruling;
import io.vouchpost.policy.Sender;
import io.vouchpost.smtp.Command;
import io.vouchpost.smtp.ContentReplies;
import io.vouchpost.smtp.Replies;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** MAIL, RCPT, DATA and BDAT, each where it may come: what becomes of the transaction. */
final class TransactionDialogue {
    /** What allows a sender that is only reported. */
    private static final Ruling.Allowed NOBODY = new Ruling.Allowed("");

    private static final Future<Optional<Backend.Refusal>> WITHIN = Future.succeededFuture(Optional.empty());

    private final SessionSettings settings;
    private final Backend backend;
    private final ContentStore store;
    private final Clock clock;
    private Optional<Transaction> transaction = Optional.empty();

    TransactionDialogue(SessionSettings settings, Backend backend, ContentStore store, Clock clock) {
        this.settings = settings;
        this.backend = backend;
        this.store = store;
        this.clock = clock;
    }

    /** The one that is open. */
    Optional<Transaction> transaction() {
        return transaction;
    }

    /** Nothing is open any more; the message is the caller's. */
    Transaction handOver() {
        var complete = transaction.orElseThrow();
        transaction = Optional.empty();
        return complete;
    }

    /** Nothing is open any more, and what has come of a message is dropped. */
    void end() {
        transaction.ifPresent(Transaction::abandon);
        transaction = Optional.empty();
    }

    Future<Answer> mail(Command.Mail mail, Sender sender) {
        long limit = settings.limits().messageBytes();
        if (mail.size().orElse(0) > limit) {
            return Answer.refusal(
                            ContentReplies.messageTooLarge(limit),
                            "limits.messageBytes",
                            mail.size().getAsLong() + " octets declared",
                            "send it in parts, or raise limits.messageBytes")
                    .now();
        }
        var release = mail.terms().hold().map(hold -> hold.end(clock.instant()));
        var tooLate = release.flatMap(this::tooLate);
        if (tooLate.isPresent()) {
            return tooLate.get().now();
        }
        var ruling = sender.maySendAs(mail.reversePath());
        if (ruling instanceof Ruling.Refused refused && settings.isEnforcing()) {
            return Answer.refusal(refused.reply(), refused.why()).now();
        }
        var later = release.filter(clock.instant()::isBefore);
        var allowed = ruling instanceof Ruling.Allowed it ? it : NOBODY;
        return backend.allowance(sender)
                .map(allowance -> allowance.look(List.of(), mail.size().orElse(0)))
                .orElse(WITHIN)
                .map(objection -> objection.map(Answer::refusal).orElseGet(() -> {
                    transaction = Optional.of(new Transaction(mail, allowed, later));
                    return Answer.of(Replies.senderOk()).reporting(ruling.refusal());
                }));
    }

    /** RFC 4865 §4.2. */
    private Optional<Answer> tooLate(Instant release) {
        var longest = settings.limits().futureRelease();
        if (longest.isZero()) {
            return Optional.of(Answer.refusal(Replies.unknownParameter(), Dialogue.SYNTAX));
        }
        return release.isAfter(clock.instant().plus(longest))
                ? Optional.of(Answer.refusal(
                        Replies.holdTooLong(longest.toSeconds()),
                        "limits.futureRelease",
                        "to be held until " + release,
                        "send it later, or raise limits.futureRelease"))
                : Optional.empty();
    }

    Future<Answer> rcpt(Command.Rcpt rcpt, Sender sender) {
        var open = transaction.orElseThrow();
        int limit = settings.limits().recipients();
        if (open.recipients() >= limit) {
            return Answer.refusal(
                            Replies.tooManyRecipients(),
                            "limits.recipients",
                            "more than " + limit + " recipients",
                            "the client sends the rest in another message, or raise limits.recipients")
                    .now();
        }
        if (!rcpt.recipient().isAscii() && !open.smtpUtf8()) {
            return Answer.refusal(Replies.needsSmtpUtf8(), Dialogue.SYNTAX).now();
        }
        var refusal = sender.mayMailTo(rcpt.recipient().mailbox()).refusal();
        if (refusal.isPresent() && settings.isEnforcing()) {
            return Answer.refusal(refusal.get().reply(), refusal.get().why()).now();
        }
        return backend.allowance(sender)
                .filter(Backend.Allowance::countsRecipients)
                .map(allowance -> allowance.look(open.recipientsAnd(rcpt.recipient()), open.declared()))
                .orElse(WITHIN)
                .map(objection -> objection.map(Answer::refusal).orElseGet(() -> {
                    open.add(rcpt.recipient());
                    return Answer.of(Replies.recipientOk()).reporting(refusal);
                }));
    }

    Answer data() {
        transaction.orElseThrow().begin(IncomingMessage.byData(settings, store.open()));
        return Answer.of(Replies.startData()).then(Answer.Next.MESSAGE);
    }

    /** The answer is for when the chunk is there. */
    Answer chunk(Command.Bdat bdat) {
        var open = transaction.orElseThrow();
        if (open.message().isEmpty()) {
            open.begin(IncomingMessage.byChunks(settings, store.open()));
        }
        return Answer.of(Replies.chunkTaken(bdat.size())).then(Answer.Next.MESSAGE);
    }
}
