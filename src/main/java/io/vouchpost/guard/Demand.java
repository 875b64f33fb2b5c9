package io.vouchpost.guard;

import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;

/**
 * Somebody who asks for room under one limit or several: for all of it, or for nothing. Not safe for threads: guarded by the
 * lock of {@link SharedCounters}.
 *
 * @param looking takes nothing, and only wants to know
 * @param answer empty where there is room
 */
record Demand(List<Share> shares, boolean looking, Promise<Optional<Claim.Excess>> answer) {

    /** One of the limits. */
    record Share(Claim claim, Counter counter) {}

    /** What can be said without asking the database; empty where it has to be asked. Gives out what is taken. */
    Optional<Verdict> decide() {
        var excess = excess();
        if (excess.isPresent()) {
            return Optional.of(new Verdict(excess));
        }
        if (looking ? wereHeard() : areCovered()) {
            return Optional.of(granted());
        }
        return Optional.empty();
    }

    /** What is said when the database does not answer. */
    Verdict decideByWhatIsKnown() {
        var excess = excess();
        return excess.isPresent() ? new Verdict(excess) : granted();
    }

    private Optional<Claim.Excess> excess() {
        return shares.stream()
                .filter(share -> !share.counter().hasRoomFor(share.claim()))
                .findFirst()
                .map(share -> new Claim.Excess(share.claim(), share.counter().known()));
    }

    private boolean wereHeard() {
        return shares.stream().allMatch(share -> share.counter().wasHeard());
    }

    private boolean areCovered() {
        return shares.stream().allMatch(share -> share.counter().covers(share.claim()));
    }

    private Verdict granted() {
        if (!looking) {
            shares.forEach(share -> share.counter().give(share.claim().amount()));
        }
        return new Verdict(Optional.empty());
    }

    /** The answer; empty where there is room. */
    record Verdict(Optional<Claim.Excess> excess) {}
}
