package io.vouchpost.probe;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Who may send for a domain (RFC 7208): whether there is one record, whether it can be read, and at what cost. */
final class SpfRecord {
    /** RFC 7208 §4.6.4. */
    private static final int MOST_LOOKUPS = 10;

    private static final Pattern TERM = Pattern.compile(
            "[-+~?]?(all|(include|exists):\\S+|(a|mx)([:/]\\S+)?|ptr(:\\S+)?|ip4:[0-9./]+|ip6:[0-9a-fA-F:./]+)"
                    + "|[a-z][a-z0-9_.-]*=\\S*");
    private static final Pattern ALL = Pattern.compile("[-+~?]?all");
    private static final Pattern COSTS = Pattern.compile("[-+~?]?((include|exists|a|mx|ptr)([:/].*)?|redirect=.*)");
    /** A name may have a dot at its end (RFC 7208 §7.1). */
    private static final Pattern ELSEWHERE = Pattern.compile("(?:[-+~?]?include:|redirect=)(?<domain>[^%]+?)\\.?");

    private final TextRecords lookups;
    private final Notes notes;
    private int cost;

    SpfRecord(TextRecords lookups, Notes notes) {
        this.lookups = lookups;
        this.notes = notes;
    }

    void check(String domain) throws NoAnswer {
        var records = records(domain);
        if (records.isEmpty()) {
            notes.warn(
                    "no SPF record: whoever receives mail from " + domain + " cannot tell who may send it",
                    "publish, with what sends for you: " + domain + ". TXT \"v=spf1 mx -all\"");
            return;
        }
        if (records.size() > 1) {
            notes.failed(
                    records.size() + " SPF records, where only one may be: receivers go by none (RFC 7208 §4.5)",
                    "put them together in one");
            return;
        }
        var record = records.get(0);
        var terms = terms(record);
        var wrong = terms.stream().filter(term -> !TERM.matcher(term).matches()).findFirst();
        if (wrong.isPresent()) {
            notes.failed("the SPF record has a term that is none: " + wrong.get(), "correct " + record);
            return;
        }
        verdict(record, terms, count(terms));
    }

    private void verdict(String record, List<String> terms, Optional<String> dangling) {
        var detail = Map.of("record", record, "lookups", cost);
        var end = end(terms);
        if (dangling.isPresent()) {
            notes.add(
                    Outcome.FAILED,
                    "the SPF record refers to " + dangling.get() + ", which has none: receivers go by none",
                    "take it out, or correct it",
                    detail);
        } else if (cost > MOST_LOOKUPS) {
            notes.add(
                    Outcome.FAILED,
                    "the SPF record costs more than " + MOST_LOOKUPS + " look-ups: receivers give up (RFC 7208 §4.6.4)",
                    "name networks by ip4: and ip6: instead of include: and a:",
                    detail);
        } else if (end.equals("+all") || end.equals("all")) {
            notes.add(
                    Outcome.FAILED,
                    "by its SPF record anybody may send: " + record,
                    "end it with -all or ~all",
                    detail);
        } else if (end.isEmpty() || end.equals("?all")) {
            notes.add(Outcome.WARN, "the SPF record forbids nobody: " + record, "end it with -all or ~all", detail);
        } else {
            notes.ok(record + " (" + cost + " of " + MOST_LOOKUPS + " look-ups)", detail);
        }
    }

    /** What decides on everybody else (RFC 7208 §5.1, §6.1); a record that goes on elsewhere has its end there. */
    private static String end(List<String> terms) {
        return terms.stream()
                .filter(term -> ALL.matcher(term).matches())
                .findFirst()
                .or(() -> terms.stream()
                        .filter(term -> term.startsWith("redirect="))
                        .findFirst())
                .orElse("");
    }

    /**
     * Adds up what evaluating costs at most, and no further than anybody would; that also ends a record that refers to itself.
     *
     * @return the first domain referred to that has no record of its own, if any
     */
    private Optional<String> count(List<String> terms) throws NoAnswer {
        for (var term : terms) {
            cost += COSTS.matcher(term).matches() ? 1 : 0;
            var elsewhere = ELSEWHERE.matcher(term);
            if (elsewhere.matches() && cost <= MOST_LOOKUPS) {
                var records = records(elsewhere.group("domain"));
                if (records.size() != 1) {
                    return Optional.of(elsewhere.group("domain"));
                }
                var dangling = count(terms(records.get(0)));
                if (dangling.isPresent()) {
                    return dangling;
                }
            }
        }
        return Optional.empty();
    }

    private List<String> records(String domain) throws NoAnswer {
        return lookups.texts(domain).stream()
                .filter(text -> text.toLowerCase(Locale.ROOT).matches("v=spf1( .*)?"))
                .toList();
    }

    private static List<String> terms(String record) {
        var words = List.of(record.strip().toLowerCase(Locale.ROOT).split(" +"));
        return words.subList(1, words.size());
    }
}
