package io.vouchpost.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads as much of a Prometheus expression as is needed to know which metrics and labels it names. Whatever it does not know is
 * an error, so that a new function is looked at by somebody before it is trusted.
 */
public final class PromQl {
    private static final Set<String> FUNCTIONS = Set.of(
            "rate",
            "increase",
            "histogram_quantile",
            "sum",
            "max",
            "min",
            "avg",
            "count",
            "topk",
            "absent",
            "clamp_min",
            "time",
            "deriv",
            "max_over_time",
            "min_over_time",
            "quantile_over_time",
            "changes",
            "resets");
    private static final Set<String> WITH_LABELS =
            Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");

    private final String text;
    private int at;
    private final List<Selector> selectors = new ArrayList<>();
    private final Set<String> groupings = new HashSet<>();

    /**
     * A metric that is asked for.
     *
     * @param matchers what stands behind each label, with its operator in front
     */
    public record Selector(String metric, Map<String, String> matchers) {}

    private PromQl(String text) {
        this.text = text;
    }

    public static PromQl parse(String expression) {
        var parsed = new PromQl(expression);
        while (parsed.at < expression.length()) {
            parsed.next();
        }
        return parsed;
    }

    public List<Selector> selectors() {
        return selectors;
    }

    /** Labels that results are grouped or joined by. */
    public Set<String> groupings() {
        return groupings;
    }

    private void next() {
        char c = text.charAt(at);
        if (c == '"' || c == '\'') {
            string();
        } else if (c == '[') {
            at = text.indexOf(']', at) + 1;
        } else if (Character.isDigit(c)) {
            take("0123456789.abcdefghijklmnopqrstuvwxyz");
        } else if (Character.isLetter(c) || c == '_' || c == ':') {
            word(name());
        } else if (c == '{') {
            throw new IllegalArgumentException("a selector without a metric: " + text);
        } else {
            at++;
        }
    }

    private void word(String word) {
        if (WITH_LABELS.contains(word)) {
            if (follows('(')) {
                labels();
            }
        } else if (FUNCTIONS.contains(word)) {
            return;
        } else if (follows('(')) {
            throw new IllegalArgumentException(word + "() is not known: " + text);
        } else if (!WORDS.contains(word)) {
            selectors.add(new Selector(word, follows('{') ? matchers() : Map.of()));
        }
    }

    private boolean follows(char wanted) {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at < text.length() && text.charAt(at) == wanted;
    }

    private void labels() {
        int end = text.indexOf(')', at);
        for (var label : text.substring(at + 1, end).split(",")) {
            if (!label.isBlank()) {
                groupings.add(label.strip());
            }
        }
        at = end + 1;
    }

    private Map<String, String> matchers() {
        var found = new HashMap<String, String>();
        at++;
        while (!follows('}')) {
            var label = name();
            if (label.isEmpty()) {
                throw new IllegalArgumentException("not a label at " + at + ": " + text);
            }
            follows('=');
            var operator = take("=!~");
            follows('"');
            found.put(label, operator + string());
            if (follows(',')) {
                at++;
            }
        }
        at++;
        return found;
    }

    private String name() {
        return take("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:");
    }

    private String take(String letters) {
        int from = at;
        while (at < text.length() && letters.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return text.substring(from, at);
    }

    private String string() {
        char quote = text.charAt(at);
        int from = ++at;
        while (text.charAt(at) != quote) {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return text.substring(from, at++);
    }
}
