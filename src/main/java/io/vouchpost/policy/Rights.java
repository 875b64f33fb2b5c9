package io.vouchpost.policy;

import io.vouchpost.policy.Permission.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that one account may, and where each comes from. To look up an address costs the same whether it has three patterns or
 * three thousand.
 *
 * @param sources in the order in which they are named to an operator
 * @param separator of subaddresses; empty where there are none
 */
record Rights(List<Source> sources, String separator) {
    /** So many are named in an explanation. */
    private static final int MOST_NAMED = 50;

    Rights {
        sources = List.copyOf(sources);
    }

    /**
     * One of them, found for an address.
     *
     * @param pattern that covers it
     */
    record Found(String pattern, Source source) {}

    /** What permits it: by itself, or as what is surely a subaddress of one that is named. */
    Optional<Found> permitting(Kind kind, String address) {
        return any(kind, address, new Subaddress(address, separator).basesToPermit());
    }

    /** What permits it: by itself only. */
    Optional<Found> permittingExactly(Kind kind, String address) {
        return any(kind, address, List.of());
    }

    /** What forbids it: by itself, or as what could be delivered like a subaddress of one that is named. */
    Optional<Found> forbidding(Kind kind, String address) {
        return any(kind, address, new Subaddress(address, separator).basesToForbid());
    }

    private Optional<Found> any(Kind kind, String address, List<String> bases) {
        return Stream.concat(AddressPattern.covering(address).stream(), bases.stream())
                .flatMap(pattern -> sources.stream()
                        .filter(source -> source.of(kind).contains(pattern))
                        .map(source -> new Found(pattern, source)))
                .findFirst();
    }

    boolean has(Kind kind) {
        return sources.stream().anyMatch(source -> !source.of(kind).isEmpty());
    }

    boolean limitRecipients() {
        return sources.stream().anyMatch(Source::limitsRecipients);
    }

    /** All of these kinds, each with its origin; the last one says how many more there are. */
    List<String> considered(Kind... kinds) {
        var named = new ArrayList<String>();
        long more = 0;
        for (var source : sources) {
            var all = Stream.concat(
                            Stream.of(kinds)
                                    .flatMap(kind -> source.of(kind).stream().map(it -> words(kind, it))),
                            source.unreadable().stream().map(text -> "unreadable: " + text))
                    .iterator();
            while (all.hasNext()) {
                var next = all.next();
                if (named.size() < MOST_NAMED - 1) {
                    named.add(next + " (" + source.origin() + ")");
                } else {
                    more++;
                }
            }
        }
        if (more > 0) {
            named.add("and " + more + " more");
        }
        return named;
    }

    /** As identities are written; other kinds say what they are. */
    private static String words(Kind kind, String pattern) {
        return switch (kind) {
            case SEND -> pattern;
            case NULL_SENDER -> kind.word();
            default -> kind.word() + " " + pattern;
        };
    }
}
