package io.vouchpost.guard;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that an operator should know of.
 *
 * @param account concerned; empty where none is
 * @param network concerned; empty where none is
 * @param detail in words
 * @param until when it ends; empty where it does not by itself
 */
public record Alarm(Instant time, Kind kind, String account, String network, String detail, Optional<Instant> until) {

    /** What has happened; in lower case and with spaces, these are the names in the audit trail. */
    public enum Kind {
        /** An account, a network or both together are locked. */
        LOCKOUT,
        /** One network guesses at many accounts. */
        SPRAYING,
        /** Many networks guess at one account. */
        STUFFING,
        /** Most sessions come from one private address: it is a proxy, and not banned. */
        SHARED_ADDRESS,
        /** Somebody guesses at an account behind such an address; nobody is locked out. */
        GUESSING,
        /** A quota is used up. */
        QUOTA,
        /** An account behaves unusually; nothing is held because of it. */
        UNUSUAL,
        /** An account's mail is held from now on. */
        BREAKER
    }
}
