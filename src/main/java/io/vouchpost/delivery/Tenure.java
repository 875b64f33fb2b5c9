package io.vouchpost.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Until when what was taken out of the spool is ours. Counted from when the lease was asked for, not from when the answer
 * came, so that it never lasts longer here than in the database; clocks that go wrong by less than a tenth of it do not
 * matter.
 */
final class Tenure {
    private final Clock clock;
    private volatile Instant end;

    private Tenure(Clock clock, Instant end) {
        this.clock = clock;
        this.end = end;
    }

    static Tenure begin(Clock clock, Instant asked, Duration lease) {
        return new Tenure(clock, end(asked, lease));
    }

    /** One that has ended does not begin again: somebody else may have the message by now. */
    void renew(Instant asked, Duration lease) {
        if (holds()) {
            end = end(asked, lease);
        }
    }

    /** Whether a message may still be handed over. */
    boolean holds() {
        return clock.instant().isBefore(end);
    }

    private static Instant end(Instant asked, Duration lease) {
        return asked.plus(lease.multipliedBy(9).dividedBy(10));
    }
}
