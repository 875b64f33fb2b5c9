package io.vouchpost.policy;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Why something was refused, for the operator who asks by its reference. Nothing of it is told to the client.
 *
 * @param rule the setting or the RFC that decided, such as {@code policy.sender}
 * @param seen the value that it decided on
 * @param remedy in one line: what to do, a command where there is one
 * @param considered what could have allowed it, each with where it comes from, such as {@code *@example.org (role staff)}
 */
public record Explanation(String rule, String seen, String remedy, List<String> considered) {
    private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z0-9@._+-]+");

    public Explanation {
        considered = List.copyOf(considered);
    }

    /** Where nothing else was to be considered. */
    public Explanation(String rule, String seen, String remedy) {
        this(rule, seen, remedy, List.of());
    }

    /**
     * A value as it may stand in the command of a remedy. Operators paste those into a shell, and the value may be chosen by
     * somebody who only failed to log in.
     */
    public static String word(String value) {
        return PLAIN_WORD.matcher(value).matches()
                ? value
                : "'" + value.replace("'", "'\\''").replaceAll("\\p{Cntrl}", "?") + "'";
    }
}
