package io.vouchpost.guard;

import java.time.Instant;
import java.util.Optional;

/**
 * The breaker of an account, in force or over.
 *
 * @param id of this time
 * @param since when
 * @param detail why, in words for an operator, with the figures
 * @param ended empty: it is in force
 */
public record Tripped(long id, String account, Instant since, Reason reason, String detail, Optional<Ending> ended) {

    /** What made it trip. */
    public enum Reason {
        /** Far more recipients within the hour than usual. */
        VELOCITY,
        /** Too many recipients refused for good within the hour. */
        BOUNCES,
        /** A log-in from a network that is new to the account. */
        NETWORK,
        /** A log-in from a country that is new to the account. */
        COUNTRY
    }

    /** What an operator decided. */
    public enum Outcome {
        /** The mail goes out. */
        RELEASED,
        /** The mail is removed. */
        DROPPED
    }

    /** When and how it was over. */
    public record Ending(Instant at, Outcome outcome) {}

    /** For time lines and logs. */
    public String words() {
        return "The breaker holds the mail of " + account + ": " + detail + ".";
    }
}
