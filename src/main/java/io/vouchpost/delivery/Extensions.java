package io.vouchpost.delivery;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the next hop can do beyond plain SMTP, by its reply to EHLO.
 *
 * @param keywords in upper case, without their parameters
 */
record Extensions(Set<String> keywords) {

    /** A server that does not know EHLO has none (the client went on by HELO). */
    static Extensions of(NextHopReply ehlo) {
        return new Extensions(
                ehlo.isPositive()
                        ? ehlo.lines().stream()
                                .skip(1) // its name
                                .map(line -> line.strip().split("[ =]", 2)[0].toUpperCase(Locale.ROOT))
                                .collect(Collectors.toUnmodifiableSet())
                        : Set.of());
    }

    boolean pipelining() {
        return keywords.contains("PIPELINING");
    }

    boolean size() {
        return keywords.contains("SIZE");
    }

    boolean eightBitMime() {
        return keywords.contains("8BITMIME");
    }

    boolean smtpUtf8() {
        return keywords.contains("SMTPUTF8");
    }
}
