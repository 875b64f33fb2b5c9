package io.vouchpost.delivery;

import io.vouchpost.message.Submission;
import io.vouchpost.smtp.Recipient;
import io.vouchpost.smtp.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What one attempt at one host came to. */
sealed interface Attempt {

    /**
     * The host has spoken, or it can no longer be known what it did: no other host may be asked.
     *
     * @param outcomes one for each recipient, in their order
     */
    record Settled(List<Outcome> outcomes) implements Attempt {
        public Settled {
            outcomes = List.copyOf(outcomes);
        }
    }

    /**
     * The host certainly has not taken the message: another may be asked for all recipients but those that it refused for
     * good before. These are not asked for again, lest a host that leaves after too many of them leaves each time.
     *
     * @param host who was asked; empty where nobody was
     * @param reply for the client when there is no other
     * @param cause for the operator
     * @param refused by their places among the recipients; never all of them
     */
    record Elsewhere(String host, Reply reply, String cause, Map<Integer, Outcome.Refused> refused) implements Attempt {
        public Elsewhere {
            refused = Map.copyOf(refused);
        }

        /** For another host: the message for those who have no answer yet. */
        Submission rest(Submission asked) {
            var all = asked.envelope().recipients();
            return refused.isEmpty() ? asked : asked.to(open(all));
        }

        /** The outcomes for all, when there are those for the {@link #rest}. */
        List<Outcome> together(List<Outcome> ofTheRest) {
            var outcomes = new ArrayList<>(ofTheRest);
            refused.keySet().stream().sorted().forEach(place -> outcomes.add(place, refused.get(place)));
            return outcomes;
        }

        private List<Recipient> open(List<Recipient> all) {
            return IntStream.range(0, all.size())
                    .filter(place -> !refused.containsKey(place))
                    .mapToObj(all::get)
                    .toList();
        }
    }

    /** Nobody was asked for any recipient, or nobody answered. */
    static Attempt elsewhere(String host, Reply reply, String cause) {
        return new Elsewhere(host, reply, cause, Map.of());
    }
}
