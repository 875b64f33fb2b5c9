package io.vouchpost.session;

import io.vouchpost.audit.Event;
import io.vouchpost.policy.Explanation;
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
    /** In characters: even of four octets each, the line and a reference stay within RFC 5321 §4.5.3.1.5. */
    private static final int ROOM_FOR_REFERENCE = 110;

    private final String session;
    private final Connection connection;
    private final Clock clock;
    private final Consumer<Event> trail;
    private String mechanism = "";
    private int entries;

    Journal(String session, Connection connection, Clock clock, Consumer<Event> trail) {
        this.session = session;
        this.connection = connection;
        this.clock = clock;
        this.trail = trail;
    }

    String session() {
        return session;
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
        String account = sender.map(Sender::name).orElse("");
        if (answer.note() instanceof Answer.Note.Posted posted) {
            trail.accept(submission(posted, answer.reply()));
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
                    attempt.credential(),
                    clientName,
                    refusal));
        } else if (refusal.isPresent()) {
            trail.accept(new Event.Refused(clock.instant(), origin(), mechanism, account, subject, refusal));
        }
        return refusal.map(r -> withReference(answer.reply(), r.reference())).orElse(answer.reply());
    }

    private Event.Submission submission(Answer.Note.Posted posted, Reply reply) {
        var submission = posted.submission();
        var envelope = submission.envelope();
        return new Event.Submission(
                clock.instant(),
                origin(),
                mechanism,
                submission.account(),
                posted.identity(),
                submission.id(),
                envelope.reversePath().map(Mailbox::toString).orElse("<>"),
                envelope.recipients().size(),
                submission.content().size(),
                posted.nextHop(),
                reply.toString());
    }

    private static Event.Refusal refusal(String reference, Reply reply, Explanation why) {
        return new Event.Refusal(reference, reply.toString(), why.rule(), why.seen(), why.remedy());
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
