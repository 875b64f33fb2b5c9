package io.vouchpost.policy;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an account or a role may, in the form in which the database keeps it: {@code send *@example.org}. Grants of the
 * configuration and identities come to the same.
 *
 * @param pattern that it is about; for {@link Kind#NULL_SENDER} the empty one
 */
public record Permission(Kind kind, AddressPattern pattern) implements Reading {
    private static final AddressPattern NONE = new AddressPattern("");

    /** What is permitted; NOT_TO is the only one that forbids. */
    public enum Kind {
        /** To send as an address. */
        SEND,
        /** To write in the name of an address, with an own one in {@code Sender:}. */
        ON_BEHALF,
        /** To log in as another account. */
        ACT_AS,
        /** To send with {@code MAIL FROM:<>}. */
        NULL_SENDER,
        /** To send to an address; whoever has one of these may send to no other. */
        TO,
        /** Not to send to an address, whatever else is permitted. */
        NOT_TO;

        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Total. The pattern may be spelled in any case; what is read is written in one form. */
    public static Reading read(String text) {
        var words = text.strip().split("\\s+", 2);
        var kind = Stream.of(Kind.values())
                .filter(it -> it.word().equals(words[0].toLowerCase(Locale.ROOT)))
                .findFirst();
        return kind.map(it -> read(it, words.length > 1 ? words[1] : ""))
                .orElseGet(() -> new Reading.Unreadable("A permission begins with one of "
                        + Stream.of(Kind.values()).map(Kind::word).collect(Collectors.joining(", "))
                        + ". This does not: " + text));
    }

    private static Reading read(Kind kind, String pattern) {
        if (kind == Kind.NULL_SENDER) {
            return pattern.isEmpty()
                    ? new Permission(kind, NONE)
                    : new Reading.Unreadable("Nothing stands behind null-sender. Here does: " + pattern);
        }
        var read = pattern(kind, pattern);
        return read.isPresent()
                ? new Permission(kind, read.get())
                : new Reading.Unreadable("Behind " + kind.word() + " stands "
                        + (kind == Kind.ACT_AS ? "the name of an account, or " : "") + AddressPattern.FORMS
                        + ". This is none of them: " + (pattern.isEmpty() ? "nothing" : pattern));
    }

    /** Empty for what is none. */
    static Optional<AddressPattern> pattern(Kind kind, String typed) {
        return kind == Kind.ACT_AS ? AddressPattern.ofAccounts(typed) : AddressPattern.ofAddresses(typed);
    }

    @Override
    public String toString() {
        return kind == Kind.NULL_SENDER ? kind.word() : kind.word() + " " + pattern;
    }
}
