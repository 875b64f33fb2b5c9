package io.vouchpost.dsn;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A reply as it stands in a time line, made fit to be shown.
 *
 * @param text one line of printable ASCII, with its codes
 * @param code the three digits in front; empty where there are none
 * @param enhanced the enhanced status code behind them
 */
record Answer(String text, Optional<String> code, Optional<String> enhanced) {
    private static final Pattern CODES =
            Pattern.compile("^([245]\\d\\d)(?:[ -](?:([245]\\.\\d{1,3}\\.\\d{1,3})(?: |$)|.*)|$).*");
    private static final int LONGEST = 500;

    static Answer of(String reply) {
        var text = Printable.ascii(reply, LONGEST);
        var codes = CODES.matcher(text);
        return codes.matches()
                ? new Answer(text, Optional.of(codes.group(1)), Optional.ofNullable(codes.group(2)))
                : new Answer(text, Optional.empty(), Optional.empty());
    }

    /**
     * Its status (RFC 3463), from the reply code where there is no other.
     *
     * @param classes those that make sense here, such as {@code 45}
     */
    Optional<String> status(String classes) {
        return enhanced.or(() -> code.map(digits -> digits.charAt(0) + ".0.0"))
                .filter(status -> classes.indexOf(status.charAt(0)) >= 0);
    }
}
