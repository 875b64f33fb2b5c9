package io.vouchpost.smtp;

import java.util.Optional;
import java.util.Set;

/**
 * Whom a message is for, and what is to be told of it (RFC 3461 §4).
 *
 * @param mailbox the forward-path
 * @param occasions what NOTIFY= asked for; empty when it did not stand there
 * @param original what ORCPT= said, as it stood there: {@code addr-type;xtext}
 */
public record Recipient(Mailbox mailbox, Set<Occasion> occasions, Optional<String> original) {

    /** When the sender wants to hear. NEVER stands by itself. */
    public enum Occasion {
        NEVER,
        SUCCESS,
        FAILURE,
        DELAY
    }

    public Recipient {
        occasions = Set.copyOf(occasions);
    }

    public static Recipient of(Mailbox mailbox) {
        return new Recipient(mailbox, Set.of(), Optional.empty());
    }

    /** Without NOTIFY= failures and delays are told (RFC 3461 §4.1 leaves delays to us). */
    public boolean wants(Occasion occasion) {
        return occasions.isEmpty()
                ? occasion == Occasion.FAILURE || occasion == Occasion.DELAY
                : occasions.contains(occasion);
    }

    /** Whether RCPT for it can be written in ASCII only, that is without SMTPUTF8 (RFC 6531, RFC 6533 §3). */
    public boolean isAscii() {
        return mailbox.isAscii()
                && original.stream().flatMapToInt(String::chars).allMatch(c -> c < 0x80);
    }

    /** As it stands in a path. */
    @Override
    public String toString() {
        return mailbox.toString();
    }
}
