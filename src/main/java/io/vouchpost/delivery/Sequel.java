package io.vouchpost.delivery;

import io.vouchpost.config.RetrySettings;
import io.vouchpost.smtp.Envelope;
import io.vouchpost.smtp.Recipient;
import io.vouchpost.smtp.Recipient.Occasion;
import io.vouchpost.spool.Note;
import io.vouchpost.spool.Progress;
import io.vouchpost.spool.Report;
import io.vouchpost.spool.State;
import java.time.Instant;
import java.util.Optional;

/**
 * How it goes on with a recipient after an attempt: whether it is done, when it is tried again, and what its sender is to be
 * told. Nobody is told of mail from the null sender (RFC 5321 §6.1): so no notification ever causes another.
 */
final class Sequel {
    private final RetrySchedule schedule;

    Sequel(RetrySchedule schedule) {
        this.schedule = schedule;
    }

    /**
     * What was before the attempt.
     *
     * @param attempts without this one
     * @param warned whether the sender was told that it is late
     */
    record Before(Instant accepted, int attempts, boolean warned) {
        static Before anyAttempt(Instant now) {
            return new Before(now, 0, false);
        }
    }

    Progress of(
            Outcome outcome, Envelope envelope, Recipient recipient, RetrySettings retry, Before before, Instant now) {
        var heard = envelope.reversePath().isPresent();
        if (outcome instanceof Outcome.Relayed relayed) {
            var tell = heard && !relayed.willNotify() && recipient.wants(Occasion.SUCCESS);
            return done(State.DELIVERED, now, report(tell, Report.RELAYED), note(outcome, Note.Kind.DELIVERED, now));
        }
        var fails = heard && recipient.wants(Occasion.FAILURE);
        if (outcome instanceof Outcome.Refused) {
            return done(State.FAILED, now, report(fails, Report.FAILURE), note(outcome, Note.Kind.REFUSED, now));
        }
        var deferred = (Outcome.Deferred) outcome;
        if (deferred.atOnce()) {
            return Progress.ready(now);
        }
        var lost = deferred.possiblyDelivered();
        if (RetrySchedule.isExpired(retry, before.accepted(), now)) {
            var kind = lost ? Note.Kind.LOST : Note.Kind.EXPIRED;
            return done(State.FAILED, now, report(fails, Report.FAILURE), note(outcome, kind, now));
        }
        var late = heard
                && !before.warned()
                && recipient.wants(Occasion.DELAY)
                && RetrySchedule.isLate(retry, before.accepted(), now);
        return done(
                State.WAITING,
                schedule.next(retry, before.attempts() + 1, now),
                report(late, Report.DELAY),
                note(outcome, lost ? Note.Kind.LOST : Note.Kind.DEFERRED, now));
    }

    private static Progress done(State state, Instant due, Optional<Report> report, Note note) {
        return new Progress(state, due, report, Optional.of(note));
    }

    private static Optional<Report> report(boolean tell, Report report) {
        return tell ? Optional.of(report) : Optional.empty();
    }

    private static Note note(Outcome outcome, Note.Kind kind, Instant now) {
        var reply = outcome.reply().toString();
        if (outcome instanceof Outcome.Deferred deferred) {
            var known = deferred.cause().contains(deferred.reply().text());
            return new Note(now, kind, deferred.host(), known ? reply : reply + " [" + deferred.cause() + "]");
        }
        var host = outcome instanceof Outcome.Relayed relayed ? relayed.host() : ((Outcome.Refused) outcome).host();
        return new Note(now, kind, host, reply);
    }
}
