package io.vouchpost.session;

import io.vertx.core.Future;
import io.vouchpost.message.Submission;
import io.vouchpost.policy.Explanation;
import io.vouchpost.policy.Ruling;
import io.vouchpost.smtp.Reply;
import java.util.Optional;

/**
 * The answer to one command, response or message.
 *
 * @param why the reason of a refusal
 * @param next what is expected of the client then
 * @param note what the audit trail has to know beyond a refusal
 * @param finding what the policy would have refused, were it not only to report
 */
record Answer(Reply reply, Optional<Explanation> why, Next next, Note note, Optional<Ruling.Refused> finding) {

    /** What comes next. */
    enum Next {
        COMMAND,
        SASL_RESPONSE,
        MESSAGE,
        TLS_HANDSHAKE,
        NOTHING
    }

    /** What happened, where it was more than a command. */
    sealed interface Note {

        record Nothing() implements Note {}

        /**
         * A log-in came to its end.
         *
         * @param credential label of the device credential that was used; empty otherwise
         * @param tried tells two wrong passwords apart; empty where none was shown
         */
        record Attempt(String mechanism, String account, String credential, String tried) implements Note {}

        /** A message was posted onward. */
        record Posted(Submission submission, String identity, Backend.Outcome.Posted outcome) implements Note {}
    }

    static Answer of(Reply reply) {
        return new Answer(reply, Optional.empty(), Next.COMMAND, new Note.Nothing(), Optional.empty());
    }

    static Answer refusal(Reply reply, Explanation why) {
        return new Answer(reply, Optional.of(why), Next.COMMAND, new Note.Nothing(), Optional.empty());
    }

    static Answer refusal(Reply reply, String rule, String seen, String remedy) {
        return refusal(reply, new Explanation(rule, seen, remedy));
    }

    static Answer refusal(Backend.Refusal refusal) {
        return refusal(refusal.reply(), refusal.why());
    }

    Answer then(Next expected) {
        return new Answer(reply, why, expected, note, finding);
    }

    Answer noting(Note noted) {
        return new Answer(reply, why, next, noted, finding);
    }

    Answer reporting(Optional<Ruling.Refused> found) {
        return new Answer(reply, why, next, note, found);
    }

    Future<Answer> now() {
        return Future.succeededFuture(this);
    }
}
