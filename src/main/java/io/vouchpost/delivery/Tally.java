package io.vouchpost.delivery;

import io.vouchpost.smtp.Reply;
import java.util.HashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which recipients of a transaction have their outcome already, by their places, and which are still open. */
final class Tally {
    private final int recipients;
    private final SortedMap<Integer, Outcome> settled = new TreeMap<>();

    Tally(int recipients) {
        this.recipients = recipients;
    }

    /** The first outcome counts. */
    void settle(int place, Outcome outcome) {
        settled.putIfAbsent(place, outcome);
    }

    /** The same outcome for all that are still open, and so the end. */
    Attempt settleOpen(Outcome outcome) {
        for (int place = 0; place < recipients; place++) {
            settle(place, outcome);
        }
        return settled();
    }

    /** When nobody is open. */
    Attempt settled() {
        return new Attempt.Settled(List.copyOf(settled.values()));
    }

    /** Another host may be asked, but not for those whom this one refused for good. */
    Attempt elsewhere(String host, Reply reply, String cause) {
        var refused = new HashMap<Integer, Outcome.Refused>();
        settled.forEach((place, outcome) -> {
            if (outcome instanceof Outcome.Refused no) {
                refused.put(place, no);
            }
        });
        return refused.size() == recipients ? settled() : new Attempt.Elsewhere(host, reply, cause, refused);
    }
}
