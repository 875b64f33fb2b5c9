package io.vouchpost.session;

import io.vouchpost.smtp.Verb;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How long the client waits for each of our answers, told by what it had said. A client's own words never become the name of
 * a measurement.
 */
final class Stopwatch {
    private static final Set<String> VERBS =
            Stream.of(Verb.values()).map(Verb::name).collect(Collectors.toSet());

    private final Backend backend;
    private long since = System.nanoTime();
    private long loggingIn;

    Stopwatch(Backend backend) {
        this.backend = backend;
    }

    /** The client said something. */
    void start() {
        since = System.nanoTime();
    }

    /** The answer is there. */
    void stop(String subject, Answer answer) {
        long nanos = System.nanoTime() - since;
        if (subject.equals(Verb.AUTH.name())) {
            logIn(answer, nanos);
        } else if (subject.equals(Journal.MESSAGE)) {
            backend.replied(isBetweenChunks(answer) ? Verb.BDAT.name() : "DATA end", nanos);
        } else if (subject.equals(Journal.CONNECTION)) {
            backend.replied("greeting", nanos);
        } else if (!subject.equals(Journal.SESSION)) { // a last word that nobody has asked for
            backend.replied(VERBS.contains(subject) ? subject : "other", nanos);
        }
    }

    /** A refused log-in is slowed down on purpose, and tells nothing of how quick we are. */
    private void logIn(Answer answer, long nanos) {
        loggingIn += nanos;
        if (!(answer.note() instanceof Answer.Note.Attempt attempt)) {
            backend.replied(Verb.AUTH.name(), nanos);
            return;
        }
        if (answer.why().isEmpty()) {
            backend.replied("AUTH end", nanos);
            backend.loggedIn(attempt.mechanism(), loggingIn);
        }
        loggingIn = 0;
    }

    private static boolean isBetweenChunks(Answer answer) {
        return answer.why().isEmpty() && !(answer.note() instanceof Answer.Note.Posted);
    }
}
