package io.vouchpost.database;

import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;

/**
 * What is done again and again and has to wait while something is away: the log is told when that begins and when it is over,
 * and not of each attempt in between. Safe for all threads.
 */
public final class Interruption {
    private final Logger log;
    private final String what;
    private final AtomicBoolean lasts = new AtomicBoolean();

    /**
     * @param log of who does it
     * @param what is done, such as "reading the lockouts"
     */
    public Interruption(Logger log, String what) {
        this.log = log;
        this.what = what;
    }

    /** One attempt, whose outcome stays what it is. */
    public <T> Future<T> watch(Future<T> attempt) {
        return attempt.onSuccess(done -> over()).onFailure(this::met);
    }

    /** It cannot be done now. */
    void met(Throwable fault) {
        met(fault.getMessage() == null ? fault.toString() : fault.getMessage());
    }

    /** Likewise. */
    void met(String reason) {
        if (lasts.compareAndSet(false, true)) {
            log.warn("{} has to wait: {}", what, reason);
        } else {
            log.debug("{} still has to wait: {}", what, reason);
        }
    }

    /** It is done. */
    void over() {
        if (lasts.compareAndSet(true, false)) {
            log.info("{} goes on", what);
        }
    }
}
