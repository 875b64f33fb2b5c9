package io.vouchpost.delivery;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the next hop can do beyond plain SMTP, by its reply to EHLO.
 *
 * @param keywords in upper case, each with its parameters in upper case
 */
record Extensions(Map<String, String> keywords) {
    /** RFC 9422 §3: a decimal number of at most six digits; what is none is as good as not there. */
    private static final Pattern LIMIT = Pattern.compile("0*[1-9][0-9]{0,5}");

    /** A server that does not know EHLO has none (the client went on by HELO). */
    static Extensions of(NextHopReply ehlo) {
        return new Extensions(
                ehlo.isPositive()
                        ? ehlo.lines().stream()
                                .skip(1) // its name
                                .map(line ->
                                        line.strip().toUpperCase(Locale.ROOT).split("[ =]", 2))
                                .collect(Collectors.toUnmodifiableMap(
                                        words -> words[0],
                                        words -> words.length > 1 ? words[1] : "",
                                        (first, second) -> first + " " + second))
                        : Map.of());
    }

    boolean pipelining() {
        return keywords.containsKey("PIPELINING");
    }

    boolean size() {
        return keywords.containsKey("SIZE");
    }

    boolean eightBitMime() {
        return keywords.containsKey("8BITMIME");
    }

    boolean smtpUtf8() {
        return keywords.containsKey("SMTPUTF8");
    }

    boolean dsn() {
        return keywords.containsKey("DSN");
    }

    boolean requireTls() {
        return keywords.containsKey("REQUIRETLS");
    }

    boolean auth() {
        return keywords.containsKey("AUTH");
    }

    /** How many recipients a transaction may have (RFC 9422 §4); empty where it does not say. */
    OptionalInt mostRecipients() {
        return Arrays.stream(keywords.getOrDefault("LIMITS", "").split(" +"))
                .filter(limit -> limit.startsWith("RCPTMAX="))
                .map(limit -> limit.substring("RCPTMAX=".length()))
                .filter(value -> LIMIT.matcher(value).matches())
                .mapToInt(Integer::parseInt)
                .findFirst();
    }
}
