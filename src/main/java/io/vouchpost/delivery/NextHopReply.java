package io.vouchpost.delivery;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What the next hop said (RFC 5321 §4.2), as it said it: nothing in here may be passed on as it is.
 *
 * @param code three digits, the first of them 2 to 5
 * @param lines one or more, without the code; anything may stand in them but line ends
 */
record NextHopReply(int code, List<String> lines) {
    /** RFC 2034 §4: class, subject and detail in front of the text of each line. */
    private static final Pattern ENHANCED = Pattern.compile("^([245]\\.\\d{1,3}\\.\\d{1,3})(?:\\s+|$)");

    NextHopReply {
        lines = List.copyOf(lines);
    }

    boolean isPositive() {
        return code / 100 == 2;
    }

    /** The enhanced status code in front of the text where it agrees with the reply code, else {@code <class>.0.0}. */
    String enhanced() {
        var matcher = ENHANCED.matcher(lines.get(0));
        return matcher.find() && matcher.group(1).charAt(0) - '0' == code / 100
                ? matcher.group(1)
                : code / 100 + ".0.0";
    }

    /** The text fit to be shown: one line of printable ASCII, without enhanced status codes, 400 characters at most. */
    String text() {
        var texts = lines.stream().map(line -> ENHANCED.matcher(line).replaceFirst(""));
        return Printable.of(String.join(" ", texts.toList()), 400);
    }

    /** For the log: code and text. */
    @Override
    public String toString() {
        return code + " " + Printable.of(String.join(" ", lines), 400);
    }
}
