package io.vouchpost.simulation;

import java.time.Instant;

/**
 * A lockout that somebody would have met.
 *
 * @param subject an account or a network
 * @param rule that it comes from
 * @param first who met it first
 * @param until when it would have ended, as it was last met
 * @param refused how many log-ins and connections
 */
public record Lock(String subject, String rule, Instant first, Instant until, long refused) {

    Lock again(Instant end) {
        return new Lock(subject, rule, first, end.isAfter(until) ? end : until, refused + 1);
    }
}
