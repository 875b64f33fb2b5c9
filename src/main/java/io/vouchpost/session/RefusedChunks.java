package io.vouchpost.session;

import io.vouchpost.policy.Sender;
import io.vouchpost.smtp.Command;
import java.util.Optional;

/**
 * Chunks that are refused. Each is read to its end, so that nothing of it is taken for commands (RFC 3030 §2), while that is
 * worth it: BDAT may announce any number of octets, and from who has not logged in we would read them for nothing until
 * {@code limits.logIn}. Beyond that it is answered at once, and the session ends with the answer.
 */
final class RefusedChunks {
    /**
     * In octets, all chunks before a log-in together. A program that was never told to log in says MAIL, RCPT and BDAT in one
     * go (RFC 3030 §4.2), and its user should read why that was refused, which a connection closed in the midst of what it
     * sends may cost. A letter without large attachments is no longer than this; and all that one connection can have us read
     * for nothing is what a socket's buffers hold anyway.
     */
    static final long BEFORE_LOG_IN = 256 * 1024;

    private final long longestMessage;
    private long beforeLogIn;

    RefusedChunks(long longestMessage) {
        this.longestMessage = longestMessage;
    }

    /**
     * One more.
     *
     * @param sender who has logged in
     * @return what is expected of the client then
     */
    Answer.Next next(Command.Bdat chunk, Optional<Sender> sender) {
        if (sender.isEmpty()) {
            beforeLogIn += chunk.size();
        }
        return chunk.size() > longestMessage || beforeLogIn > BEFORE_LOG_IN ? Answer.Next.NOTHING : Answer.Next.COMMAND;
    }
}
