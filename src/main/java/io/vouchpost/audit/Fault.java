package io.vouchpost.audit;

import java.util.Arrays;
import org.slf4j.Logger;

/**
 * What went wrong with one event. It is told without its message and those of its causes, in which the event may be quoted:
 * the log is read by others than the audit trail, and has no pseudonyms.
 */
record Fault(Throwable thrown) {
    private static final String OURS = "io.vouchpost.";

    /** One line; what is more than a mistake about one event, such as a lack of memory, stands out. */
    void tell(Logger log, String place) {
        if (thrown instanceof Error) {
            log.error("audit: {} loses an event by {}", place, this);
        } else {
            log.warn("audit: {} loses an event by {}", place, this);
        }
    }

    /** Which kind, and where in our code. */
    @Override
    public String toString() {
        var trace = thrown.getStackTrace();
        var where = Arrays.stream(trace)
                .filter(frame -> frame.getClassName().startsWith(OURS))
                .findFirst()
                .or(() -> Arrays.stream(trace).findFirst());
        return thrown.getClass().getName() + where.map(frame -> " at " + frame).orElse("");
    }
}
