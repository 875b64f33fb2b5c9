package io.vouchpost.smtp;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The extensions offered in reply to EHLO: only what the client can use right now.
 *
 * @param startTls whether TLS can be started
 * @param encrypted whether TLS is up
 * @param mechanisms what one can log in with; empty before TLS and after a log-in
 * @param messageBytes the largest message taken (RFC 1870)
 * @param recipients the most in one transaction (RFC 9422)
 * @param futureRelease how long a message may be held (RFC 4865); empty where none may
 */
public record Capabilities(
        boolean startTls,
        boolean encrypted,
        List<String> mechanisms,
        long messageBytes,
        int recipients,
        Optional<FutureRelease> futureRelease) {

    /**
     * @param longest the interval from now
     * @param now when EHLO was said
     */
    public record FutureRelease(Duration longest, Instant now) {

        /** RFC 4865 §3: both as interval and as date-time. */
        String keyword() {
            return "FUTURERELEASE " + longest.toSeconds() + " "
                    + now.plus(longest).truncatedTo(ChronoUnit.SECONDS);
        }
    }

    public Capabilities {
        mechanisms = List.copyOf(mechanisms);
    }

    /** A line for each extension. */
    public List<String> keywords() {
        var keywords = new ArrayList<>(List.of(
                "PIPELINING",
                "SIZE " + messageBytes,
                "8BITMIME",
                "SMTPUTF8",
                "ENHANCEDSTATUSCODES",
                "CHUNKING",
                "DSN"));
        futureRelease.map(FutureRelease::keyword).ifPresent(keywords::add);
        if (encrypted) {
            keywords.add("REQUIRETLS"); // RFC 8689 §2: not in the clear
        }
        keywords.add("LIMITS RCPTMAX=" + recipients);
        if (startTls) {
            keywords.add("STARTTLS");
        }
        if (!mechanisms.isEmpty()) {
            keywords.add("AUTH " + String.join(" ", mechanisms));
        }
        return keywords;
    }
}
