package io.vouchpost.session;

import io.vertx.core.Future;
import io.vouchpost.message.Authors;
import io.vouchpost.message.Content;
import io.vouchpost.message.Header;
import io.vouchpost.message.Stored;
import io.vouchpost.message.Submission;
import io.vouchpost.message.TraceHeader;
import io.vouchpost.message.TrimmedContent;
import io.vouchpost.policy.Ruling;
import io.vouchpost.policy.Sender;
import io.vouchpost.smtp.Mailbox;
import io.vouchpost.smtp.Replies;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

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
        var objection = message.objection().or(() -> objection(header)).or(() -> authors(header)
                .flatMap(authors -> objection(authors, sender)));
        if (objection.isPresent()) {
            message.discard();
            return objection.get().now();
        }
        return message.content().compose(stored -> {
            if (stored instanceof Stored.NoRoom full) {
                return Answer.refusal(
                                Replies.noRoom(),
                                full.rule(),
                                full.seen(),
                                "the client tries again; raise " + full.rule() + " if that is usual here")
                        .now();
            }
            var content = ((Stored.Whole) stored).content();
            var fields = (Header.Fields) header;
            var fingerprint = message.fingerprint().flatMap(digest -> fields.messageId()
                    .filter(messageId -> !messageId.isEmpty())
                    .map(messageId -> digest.of(sender.name(), transaction.envelope(), messageId)));
            return post(submission(transaction, sender, helo, fields, content, fingerprint), transaction.identity());
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

    private Future<Answer> post(Submission submission, String identity) {
        return backend.post(submission)
                .onComplete(done -> submission.content().release())
                .map(posted -> posted.why()
                        .map(why -> Answer.refusal(posted.reply(), why))
                        .orElseGet(() -> Answer.of(posted.reply())
                                .noting(new Answer.Note.Posted(submission, identity, posted.nextHop()))));
    }

    private Optional<Answer> objection(Header header) {
        if (header instanceof Header.Fields fields) {
            return objection(fields);
        }
        int limit = settings.limits().headerBytes();
        return Optional.of(Answer.refusal(
                Replies.headerTooLarge(),
                "limits.headerBytes",
                "a header of over " + limit + " octets",
                "raise limits.headerBytes if such headers are usual here"));
    }

    private static Optional<Answer> objection(Header.Fields fields) {
        if (fields.isLooping()) {
            return Optional.of(Answer.refusal(
                    Replies.loop(),
                    "RFC 5321 §6.3",
                    fields.received() + " Received fields",
                    "look which two servers send it to each other"));
        }
        return fields.hasTooManyForged()
                ? Optional.of(Answer.refusal(
                        Replies.forgedResults(),
                        "RFC 8601 §5",
                        "too many Authentication-Results fields that claim to be ours",
                        "look where the message comes from; nothing to set here"))
                : Optional.empty();
    }

    private Optional<Authors> authors(Header header) {
        return settings.policy().checkHeader() && header instanceof Header.Fields fields
                ? Optional.of(fields.authors())
                : Optional.empty();
    }

    private static Optional<Answer> objection(Authors authors, Sender sender) {
        if (authors.doubt().isPresent()) {
            var doubt = authors.doubt().get();
            return Optional.of(Answer.refusal(
                    Replies.authorsUnclear(doubt.field()),
                    "policy.checkHeader",
                    doubt.field() + ": " + doubt.reason(),
                    "write the field as: Name <name@example.org>"));
        }
        if (authors.repeated() || authors.from().isEmpty()) {
            return Optional.of(Answer.refusal(
                    Replies.noAuthor(),
                    "RFC 5322 §3.6",
                    authors.repeated() ? "From or Sender more than once" : "no From field",
                    "the client has to write one From field, and at most one Sender field"));
        }
        return objection("From", authors.from(), sender).or(() -> objection("Sender", authors.sender(), sender));
    }

    private static Optional<Answer> objection(String field, List<Mailbox> mailboxes, Sender sender) {
        return sender.mayWriteAs(field, mailboxes) instanceof Ruling.Refused refused
                ? Optional.of(Answer.refusal(refused.reply(), refused.why()))
                : Optional.empty();
    }
}
