package io.vouchpost.session;

import io.vertx.core.Future;
import io.vouchpost.message.Authors;
import io.vouchpost.message.Content;
import io.vouchpost.message.Custody;
import io.vouchpost.message.Header;
import io.vouchpost.message.Stored;
import io.vouchpost.message.Submission;
import io.vouchpost.message.TraceHeader;
import io.vouchpost.message.TrimmedContent;
import io.vouchpost.policy.Sender;
import io.vouchpost.smtp.ContentReplies;
import io.vouchpost.smtp.Replies;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What is done with a message that has come in: its octets, its header and its authors are judged, the trace fields are put
 * in front, and it is posted onward. The answer to the final dot.
 */
final class Posting {
    private final SessionSettings settings;
    private final Connection connection;
    private final Backend backend;
    private final TraceHeader trace;
    private final String id;

    /**
     * @param id names the message
     */
    Posting(SessionSettings settings, Connection connection, Backend backend, Clock clock, String id) {
        this.settings = settings;
        this.connection = connection;
        this.backend = backend;
        this.trace = new TraceHeader(
                settings.hostname(),
                settings.policy().traceClientAddress(),
                settings.policy().authenticationResults(),
                clock);
        this.id = id;
    }

    /** The message is used up by it, whatever the answer. */
    Future<Answer> post(IncomingMessage message, Transaction transaction, Sender sender, String helo) {
        var header = message.header();
        var authors = authors(header, transaction);
        var objection = message.objection().or(() -> objection(header)).or(() -> authors.flatMap(Posting::malformed));
        if (objection.isPresent()) {
            message.discard();
            return objection.get().now();
        }
        var refusal = authors.flatMap(it -> sender.mayWrite(it.from(), it.sender(), transaction.onBehalfOf())
                .refusal());
        if (refusal.isPresent() && settings.isEnforcing()) {
            message.discard();
            return Answer.refusal(refusal.get().reply(), refusal.get().why()).now();
        }
        return stored(message, header, transaction, sender, helo).map(answer -> answer.reporting(refusal));
    }

    private Future<Answer> stored(
            IncomingMessage message, Header header, Transaction transaction, Sender sender, String helo) {
        return message.content().compose(stored -> {
            if (stored instanceof Stored.NoRoom full) {
                return Answer.refusal(
                                Replies.noRoom(), full.rule(), full.seen(), "the client tries again; " + full.remedy())
                        .now();
            }
            var content = ((Stored.Whole) stored).content();
            var fields = (Header.Fields) header;
            var fingerprint = message.fingerprint().flatMap(digest -> fields.messageId()
                    .filter(messageId -> !messageId.isEmpty())
                    .map(messageId -> digest.of(sender.name(), transaction.envelope(), messageId)));
            var submission = submission(transaction, sender, helo, fields, content, fingerprint);
            return within(submission, backend.allowance(sender), transaction.identity());
        });
    }

    private Submission submission(
            Transaction transaction,
            Sender sender,
            String helo,
            Header.Fields fields,
            Content content,
            Optional<String> fingerprint) {
        var peer = connection.peer();
        var arrival = new TraceHeader.Arrival(
                helo, peer.address(), peer.tls().map(tls -> tls.version() + " " + tls.cipher()));
        var envelope = transaction.envelope();
        return new Submission(
                id,
                sender.name(),
                envelope,
                trace.of(id, arrival, envelope, fields),
                TrimmedContent.of(content, fields.forged()),
                transaction.release(),
                fingerprint);
    }

    /** Room for it is taken when all else is in order, and given back when it was for nothing. */
    private Future<Answer> within(Submission submission, Optional<Backend.Allowance> bound, String identity) {
        if (bound.isEmpty()) {
            return post(submission, identity, nobody -> {});
        }
        var allowance = bound.get();
        var recipients = submission.envelope().recipients().stream()
                .map(recipient -> recipient.mailbox().normalized())
                .toList();
        long octets = submission.content().size();
        return allowance.take(recipients, octets).compose(refusal -> {
            if (refusal.isPresent()) {
                submission.content().release();
                return Answer.refusal(refusal.get()).now();
            }
            return post(submission, identity, outcome -> {
                if (outcome.reply().isTransient() || isRepeated(outcome)) {
                    allowance.giveBack(recipients, octets);
                }
            });
        });
    }

    private Future<Answer> post(Submission submission, String identity, Consumer<Backend.Outcome> then) {
        return backend.post(submission)
                .onComplete(done -> submission.content().release())
                .onSuccess(then::accept)
                .map(outcome -> outcome instanceof Backend.Outcome.Posted posted
                        ? Answer.of(posted.reply()).noting(new Answer.Note.Posted(submission, identity, posted))
                        : Answer.refusal((Backend.Refusal) outcome));
    }

    private static boolean isRepeated(Backend.Outcome outcome) {
        return outcome instanceof Backend.Outcome.Posted posted && posted.custody() == Custody.REPEATED;
    }

    private Optional<Answer> objection(Header header) {
        if (header instanceof Header.Fields fields) {
            return objection(fields);
        }
        if (header instanceof Header.BeginsFolded) {
            return Optional.of(Answer.refusal(
                    ContentReplies.beginsFolded(),
                    "RFC 5322 §2.2.3",
                    "white space at the start of the first line, which would continue our trace field",
                    "the client has to begin the message with a header field, or with an empty line"));
        }
        int limit = settings.limits().headerBytes();
        return Optional.of(Answer.refusal(
                ContentReplies.headerTooLarge(),
                "limits.headerBytes",
                "a header of over " + limit + " octets",
                "raise limits.headerBytes if such headers are usual here"));
    }

    private static Optional<Answer> objection(Header.Fields fields) {
        if (fields.isLooping()) {
            return Optional.of(Answer.refusal(
                    ContentReplies.loop(),
                    "RFC 5321 §6.3",
                    fields.received() + " Received fields",
                    "look which two servers send it to each other"));
        }
        return fields.hasTooManyForged()
                ? Optional.of(Answer.refusal(
                        ContentReplies.forgedResults(),
                        "RFC 8601 §5",
                        "too many Authentication-Results fields that claim to be ours",
                        "look where the message comes from; nothing to set here"))
                : Optional.empty();
    }

    /** Also where nobody asks for it, if the sender of the envelope depends on it. */
    private Optional<Authors> authors(Header header, Transaction transaction) {
        boolean asked =
                settings.policy().checkHeader() || transaction.onBehalfOf().isPresent();
        return asked && header instanceof Header.Fields fields ? Optional.of(fields.authors()) : Optional.empty();
    }

    /** Refused whatever the mode of the policy. */
    private static Optional<Answer> malformed(Authors authors) {
        if (authors.doubt().isPresent()) {
            var doubt = authors.doubt().get();
            return Optional.of(Answer.refusal(
                    ContentReplies.authorsUnclear(doubt.field()),
                    "policy.checkHeader",
                    doubt.field() + ": " + doubt.reason(),
                    "write the field as: Name <name@example.org>"));
        }
        if (authors.repeated() || authors.from().isEmpty()) {
            return Optional.of(Answer.refusal(
                    ContentReplies.noAuthor(),
                    "RFC 5322 §3.6",
                    authors.repeated() ? "From or Sender more than once" : "no From field",
                    "the client has to write one From field, and at most one Sender field"));
        }
        return Optional.empty();
    }
}
