package io.vouchpost.session;

import io.vouchpost.audit.Event;
import io.vouchpost.policy.Explanation;
import io.vouchpost.policy.Ruling;
import io.vouchpost.policy.Sender;
import io.vouchpost.smtp.Mailbox;
import io.vouchpost.smtp.Reply;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps account of one session: gives each refusal the reference that {@code why} explains, and tells the audit trail of
 * log-ins, messages and refusals.
 */
final class Journal {
    /** Subjects of what answers no command: the greeting, what became of a message, and last words of our own. */
    static final String CONNECTION = "connection";

    static final String MESSAGE = Event.Refused.MESSAGE;
    static final String SESSION = "session";

    /** In characters: even of four octets each, the line and a reference stay within RFC 5321 §4.5.3.1.5. */
    private static final int ROOM_FOR_REFERENCE = 110;

    private final String session;
    private final Connection connection;
    private final Clock clock;
    private final Consumer<Event> trail;
    private final Stopwatch stopwatch;
    private String mechanism = "";
    private int entries;
    private int reports;

    Journal(String session, Connection connection, Clock clock, Backend backend) {
        this.session = session;
        this.connection = connection;
        this.clock = clock;
        this.trail = backend::record;
        this.stopwatch = new Stopwatch(backend);
    }

    String session() {
        return session;
    }

    /** The client said something, and now waits for our answer. */
    void heard() {
        stopwatch.start();
    }

    /** A name for a message or a refusal of this session, unlike any other. */
    String nextId() {
        return session + "-" + ++entries;
    }

    /**
     * Notes the answer where it has to be.
     *
     * @param clientName as given in EHLO
     * @return the reply to send, with its reference where it is a refusal
     */
    Reply note(String subject, Optional<Sender> sender, String clientName, Answer answer) {
        stopwatch.stop(subject, answer);
        String account = sender.map(Sender::name).orElse("");
        answer.finding().ifPresent(finding -> report(subject, account, finding));
        if (answer.note() instanceof Answer.Note.Posted posted) {
            trail.accept(submission(posted, sender, answer.reply()));
            return answer.reply();
        }
        Optional<Event.Refusal> refusal = answer.why().map(why -> refusal(nextId(), answer.reply(), why));
        if (answer.note() instanceof Answer.Note.Attempt attempt) {
            mechanism = refusal.isPresent() ? mechanism : attempt.mechanism();
            trail.accept(new Event.Login(
                    clock.instant(),
                    origin(),
                    attempt.mechanism(),
                    attempt.account(),
                    refusal.isPresent() ? "" : sender.map(Sender::actor).orElse(""),
                    attempt.credential(),
                    attempt.tried(),
                    clientName,
                    refusal));
        } else if (refusal.isPresent()) {
            trail.accept(new Event.Refused(clock.instant(), origin(), mechanism, account, subject, refusal));
        }
        return refusal.map(r -> withReference(answer.reply(), r.reference())).orElse(answer.reply());
    }

    /** Counted apart, for nothing that the client sees is another because of it. */
    private void report(String subject, String account, Ruling.Refused finding) {
        var reference = session + "-R" + ++reports;
        trail.accept(new Event.Reported(
                clock.instant(),
                origin(),
                mechanism,
                account,
                subject,
                refusal(reference, finding.reply(), finding.why())));
    }

    private Event.Submission submission(Answer.Note.Posted posted, Optional<Sender> sender, Reply reply) {
        var submission = posted.submission();
        var envelope = submission.envelope();
        return new Event.Submission(
                clock.instant(),
                origin(),
                mechanism,
                submission.account(),
                sender.map(Sender::actor).orElse(""),
                posted.identity(),
                submission.id(),
                envelope.reversePath().map(Mailbox::toString).orElse("<>"),
                envelope.recipients().size(),
                submission.content().size(),
                posted.outcome().custody().word(),
                posted.outcome().nextHop(),
                reply.toString());
    }

    private static Event.Refusal refusal(String reference, Reply reply, Explanation why) {
        return new Event.Refusal(reference, reply.toString(), why.rule(), why.seen(), why.remedy(), why.considered());
    }

    private static Reply withReference(Reply reply, String reference) {
        var lines = new ArrayList<>(reply.lines());
        int last = lines.size() - 1;
        String quoted = "(" + reference + ")";
        if (lines.get(last).length() > ROOM_FOR_REFERENCE) {
            lines.add(quoted); // or it would be cut off with what is too long
        } else {
            lines.set(last, lines.get(last) + " " + quoted);
        }
        return new Reply(reply.status(), lines);
    }

    private Event.Origin origin() {
        var peer = connection.peer();
        return new Event.Origin(
                session,
                peer.address(),
                peer.tls().map(Connection.Tls::version).orElse(""),
                peer.tls().map(Connection.Tls::cipher).orElse(""));
    }
}
