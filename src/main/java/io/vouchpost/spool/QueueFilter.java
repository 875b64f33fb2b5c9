package io.vouchpost.spool;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which recipients in the spool are meant. What is empty does not narrow it.
 *
 * @param account by name, as it is kept
 * @param sender the reverse-path without brackets, whatever its case; the empty text is the null sender
 * @param recipientDomain whatever its case
 * @param states at least one
 * @param acceptedBefore accepted earlier than that
 */
public record QueueFilter(
        Optional<String> account,
        Optional<String> route,
        Optional<String> sender,
        Optional<String> recipientDomain,
        Set<State> states,
        Optional<Instant> acceptedBefore) {

    public QueueFilter {
        states = Set.copyOf(states);
        if (states.isEmpty()) {
            throw new IllegalArgumentException("no state at all");
        }
    }

    /** All that still wait for something. */
    public static QueueFilter open() {
        return new QueueFilter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                EnumSet.of(State.READY, State.WAITING, State.LEASED, State.HELD),
                Optional.empty());
    }

    public QueueFilter in(Set<State> some) {
        return new QueueFilter(account, route, sender, recipientDomain, some, acceptedBefore);
    }

    /** Nothing that comes later than that. */
    QueueFilter upTo(Instant now) {
        return new QueueFilter(
                account,
                route,
                sender,
                recipientDomain,
                states,
                acceptedBefore.filter(now::isAfter).or(() -> Optional.of(now)));
    }
}
