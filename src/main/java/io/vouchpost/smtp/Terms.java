package io.vouchpost.smtp;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a client asked for with MAIL beyond the plain transaction.
 *
 * @param returned RET= (RFC 3461 §4.3): how much of the message comes back with a failure
 * @param envelopeId ENVID= (RFC 3461 §4.4), xtext as it stood there
 * @param requireTls REQUIRETLS (RFC 8689): rather fail than go over a hop without TLS that is vouched for
 * @param submitter AUTH= (RFC 4954 §5), as it stood there: xtext, or {@code <>}
 * @param hold HOLDFOR= or HOLDUNTIL= (RFC 4865)
 */
public record Terms(
        Optional<Return> returned,
        Optional<String> envelopeId,
        boolean requireTls,
        Optional<String> submitter,
        Optional<Hold> hold) {
    public static final Terms NONE =
            new Terms(Optional.empty(), Optional.empty(), false, Optional.empty(), Optional.empty());

    public enum Return {
        FULL,
        HDRS
    }

    /** Not to be sent before. */
    public sealed interface Hold {
        /** Counted from when MAIL was said. */
        record For(Duration duration) implements Hold {}

        record Until(Instant instant) implements Hold {}

        /**
         * @param said when MAIL was
         */
        default Instant end(Instant said) {
            return this instanceof For hold ? said.plus(hold.duration()) : ((Until) this).instant();
        }
    }
}
