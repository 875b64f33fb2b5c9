package io.vouchpost.spool;

import java.time.Instant;
import java.util.List;

/**
 * How much is in the spool and where.
 *
 * @param messages with content
 * @param octets of their content
 */
public record QueueSummary(long messages, long octets, List<Share> shares) {
    /** It is not counted further than one more than this. */
    public static final int MOST = 10_000;

    public QueueSummary {
        shares = List.copyOf(shares);
    }

    /**
     * The recipients of one route in one state.
     *
     * @param count more than {@link #MOST} means many
     * @param oldest when the message that has waited longest was accepted
     */
    public record Share(String route, State state, int count, Instant oldest) {
        public boolean isMore() {
            return count > MOST;
        }
    }
}
