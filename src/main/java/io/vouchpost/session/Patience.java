package io.vouchpost.session;

import io.vouchpost.config.LimitSettings;
import io.vouchpost.smtp.Replies;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How long a client may be silent, take for a line, a log-in and a message, and stay (RFC 5321 §4.5.3.2). Lines and the log-in
 * have a time in all, which no trickle of octets extends; what we take ourselves to answer is not the client's.
 */
final class Patience {
    private final LimitSettings limits;
    private final Clock clock;
    private final long started;
    private long lastWord;
    private long messageStarted;
    private OptionalLong lineStarted = OptionalLong.empty();
    private long answerStarted;
    private long ours;
    private boolean hasLoggedIn;

    Patience(LimitSettings limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
        this.started = clock.millis();
        this.lastWord = started;
    }

    /** One of the two has spoken. What we took ourselves to find an answer is no silence of the client. */
    void spoken() {
        lastWord = clock.millis();
    }

    void messageBegins() {
        messageStarted = clock.millis();
    }

    /** A line has come to its end. */
    void lineEnds() {
        lineStarted = OptionalLong.empty();
    }

    /** Nothing is being answered, and part of a line is here. */
    void lineIsComing() {
        if (lineStarted.isEmpty()) {
            lineStarted = OptionalLong.of(clock.millis());
        }
    }

    /** From now on it is we who take time. */
    void answerBegins() {
        answerStarted = clock.millis();
    }

    /** And no longer. */
    void answerEnds() {
        ours += clock.millis() - answerStarted;
    }

    /** Who has logged in once has no end set to it, also where the account is taken away later. */
    void loggedIn() {
        hasLoggedIn = true;
    }

    /**
     * To be asked only while nothing is being answered.
     *
     * @param withinMessage whether a message is coming in
     * @return the last word to a client that is too slow
     */
    Optional<Answer> exhausted(boolean withinMessage) {
        if (withinMessage && isOver(messageStarted, limits.data())) {
            return Optional.of(Answer.refusal(
                    Replies.dataTooSlow(), "limits.data", "a message of over " + limits.data(), "a faster line"));
        }
        if (lineStarted.isPresent() && isOver(lineStarted.getAsLong(), limits.command())) {
            return Optional.of(Answer.refusal(
                    Replies.commandTooSlow(),
                    "limits.command",
                    "a line of over " + limits.command(),
                    "a faster line; or it is an attack (slow loris)"));
        }
        if (!hasLoggedIn && isOver(started + ours, limits.logIn())) {
            return Optional.of(Answer.refusal(
                    Replies.logInTooSlow(),
                    "limits.logIn",
                    "no log-in within " + limits.logIn(),
                    "set up the client's log-in; or it is an attack (slow loris)"));
        }
        if (isOver(lastWord, limits.idle())) {
            return Optional.of(
                    Answer.refusal(Replies.idle(), "limits.idle", "silence of over " + limits.idle(), "none needed"));
        }
        if (isOver(started, limits.session())) {
            return Optional.of(Answer.refusal(
                    Replies.sessionTooLong(),
                    "limits.session",
                    "a session of over " + limits.session(),
                    "none needed"));
        }
        return Optional.empty();
    }

    private boolean isOver(long since, Duration limit) {
        return clock.millis() - since > limit.toMillis();
    }
}
