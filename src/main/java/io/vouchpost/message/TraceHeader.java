package io.vouchpost.message;

import io.vouchpost.smtp.Envelope;
import io.vouchpost.smtp.Mailbox;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The header fields that go in front of a message: {@code Authentication-Results:} (RFC 8601), above what we were told
 * ourselves as RFC 8601 §4.1 has it, {@code Received:} (RFC 5321 §4.4), and {@code Message-ID:} and
 * {@code Date:} where they are missing (RFC 6409 §8.2, §8.3). Clause by clause on lines of their own, so that a line is
 * longer than 78 octets only where a name is, and never longer than 998.
 */
public final class TraceHeader {

    private static final String FOLD = "\r\n\t";
    private static final Pattern NOT_IN_A_NAME = Pattern.compile("[^A-Za-z0-9._:\\[\\]-]");
    private static final Pattern NOT_IN_A_COMMENT = Pattern.compile("[^A-Za-z0-9._ -]");
    private static final int LONGEST_NAME = 255;

    private final String hostname;
    private final boolean withClient;
    private final boolean withResults;
    private final Clock clock;

    /**
     * @param hostname of this gateway
     * @param withClient {@code policy.traceClientAddress}: whether to tell where the client was
     * @param withResults {@code policy.authenticationResults}: whether to tell that the client has logged in
     * @param clock says when, and in which zone
     */
    public TraceHeader(String hostname, boolean withClient, boolean withResults, Clock clock) {
        this.hostname = sanitize(hostname);
        this.withClient = withClient;
        this.withResults = withResults;
        this.clock = clock;
    }

    /**
     * Over what a message came. The client has logged in; nothing is taken from others.
     *
     * @param helo what the client called itself; anything
     * @param address the IP address of the client
     * @param tls protocol version and cipher suite, such as {@code TLSv1.3 TLS_AES_256_GCM_SHA384}; empty without TLS
     */
    public record Arrival(String helo, String address, Optional<String> tls) {}

    /**
     * @param id of the message, unique
     * @return header fields, each line ended by CRLF; to be encoded in UTF-8
     */
    public String of(String id, Arrival arrival, Envelope envelope, Header.Fields header) {
        String date = new MailDate(clock.getZone()).of(clock.instant());
        StringBuilder fields = new StringBuilder(400);
        if (withResults) {
            fields.append("Authentication-Results: ")
                    .append(hostname)
                    .append(';')
                    .append(FOLD);
            fields.append("auth=pass").append(sender(envelope)).append("\r\n");
        }
        fields.append("Received: ");
        if (withClient) {
            fields.append("from ")
                    .append(sanitize(arrival.helo()))
                    .append(" ([")
                    .append(literal(arrival.address()))
                    .append("])")
                    .append(FOLD);
        }
        fields.append("by ").append(hostname).append(" (Vouchpost)").append(FOLD);
        fields.append("with ")
                .append(protocol(arrival, envelope))
                .append(" id ")
                .append(sanitize(id));
        arrival.tls()
                .ifPresent(tls ->
                        fields.append(FOLD).append('(').append(comment(tls)).append(')'));
        onlyRecipient(envelope)
                .ifPresent(
                        path -> fields.append(FOLD).append("for <").append(path).append('>'));
        fields.append(';').append(FOLD).append(date).append("\r\n");
        if (!header.hasMessageId()) {
            fields.append("Message-ID: <")
                    .append(sanitize(id))
                    .append('@')
                    .append(hostname)
                    .append(">\r\n");
        }
        if (!header.hasDate()) {
            fields.append("Date: ").append(date).append("\r\n");
        }
        return fields.toString();
    }

    /** The keywords of RFC 3848 and RFC 6531 §4.3; AUTH needs EHLO, so it is never plain SMTP. */
    private static String protocol(Arrival arrival, Envelope envelope) {
        return (envelope.smtpUtf8() ? "UTF8SMTP" : "ESMTP") + (arrival.tls().isPresent() ? "SA" : "A");
    }

    /** Several recipients may not know of each other, so then none is named (RFC 5321 §7.2). */
    private static Optional<String> onlyRecipient(Envelope envelope) {
        if (envelope.recipients().size() != 1) {
            return Optional.empty();
        }
        Mailbox only = envelope.recipients().get(0).mailbox();
        return isShowable(only, envelope) ? Optional.of(only.toString()) : Optional.empty();
    }

    private static boolean isShowable(Mailbox mailbox, Envelope envelope) {
        String path = mailbox.toString();
        boolean safe = path.length() <= 320 && path.chars().allMatch(c -> c >= ' ' && c != 0x7f);
        return safe && (mailbox.isAscii() || envelope.smtpUtf8());
    }

    /** The address that the log-in was good for; never the name of the account, which is nobody's business. */
    private static String sender(Envelope envelope) {
        return envelope.reversePath()
                .filter(mailbox -> isShowable(mailbox, envelope))
                .map(mailbox -> " smtp.mailfrom=" + value(mailbox))
                .orElse("");
    }

    /** RFC 8601 §2.2: an address stands as it is only where its domain is a name. */
    private static String value(Mailbox mailbox) {
        String path = mailbox.toString();
        return mailbox.domain().startsWith("[")
                ? '"' + path.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
                : path;
    }

    /** RFC 5321 §4.1.3. */
    private static String literal(String address) {
        String plain = sanitize(address);
        return plain.indexOf(':') >= 0 ? "IPv6:" + plain : plain;
    }

    /** A client may call itself anything; only what a domain or an address literal may consist of is repeated. */
    private static String sanitize(String name) {
        String safe = shortened(NOT_IN_A_NAME, name);
        return safe.isEmpty() ? "unknown" : safe;
    }

    private static String comment(String text) {
        return shortened(NOT_IN_A_COMMENT, text);
    }

    private static String shortened(Pattern unsafe, String text) {
        return unsafe.matcher(text.substring(0, Math.min(text.length(), LONGEST_NAME)))
                .replaceAll("?");
    }
}
