package io.vouchpost.session;

import io.vouchpost.config.LimitSettings;
import io.vouchpost.smtp.Replies;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** How long a client may be silent, take for a message, and stay (RFC 5321 §4.5.3.2). */
final class Patience {
    private final LimitSettings limits;
    private final Clock clock;
    private final long started;
    private long lastWord;
    private long messageStarted;

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

    /**
     * @param withinMessage whether a message is coming in
     * @return the last word to a client that is too slow
     */
    Optional<Answer> exhausted(boolean withinMessage) {
        if (withinMessage && isOver(messageStarted, limits.data())) {
            return Optional.of(Answer.refusal(
                    Replies.dataTooSlow(), "limits.data", "a message of over " + limits.data(), "a faster line"));
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
