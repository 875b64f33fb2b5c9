package io.vouchpost.smtp;

import java.util.ArrayList;
import java.util.List;

/**
 * The extensions offered in reply to EHLO: only what the client can use right now.
 *
 * @param startTls whether TLS can be started
 * @param mechanisms what one can log in with; empty before TLS and after a log-in
 * @param messageBytes the largest message taken (RFC 1870)
 */
public record Capabilities(boolean startTls, List<String> mechanisms, long messageBytes) {

    public Capabilities {
        mechanisms = List.copyOf(mechanisms);
    }

    /** A line for each extension. */
    public List<String> keywords() {
        var keywords = new ArrayList<>(
                List.of("PIPELINING", "SIZE " + messageBytes, "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES"));
        if (startTls) {
            keywords.add("STARTTLS");
        }
        if (!mechanisms.isEmpty()) {
            keywords.add("AUTH " + String.join(" ", mechanisms));
        }
        return keywords;
    }
}
