package io.vouchpost.probe;

import io.vouchpost.smtp.Mailbox;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A message that shows the way, and says of itself that nobody need answer it (RFC 3834 §5).
 *
 * @param id unique; the local part of its Message-ID
 */
public record Letter(Mailbox from, List<Mailbox> to, String id) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_OCTETS = 12;

    public Letter {
        to = List.copyOf(to);
    }

    public static Letter of(Mailbox from, List<Mailbox> to) {
        var octets = new byte[ID_OCTETS];
        RANDOM.nextBytes(octets);
        return new Letter(from, to, "probe-" + HexFormat.of().formatHex(octets));
    }

    /** In angle brackets. */
    public String messageId() {
        return "<" + id + "@" + from.domain() + ">";
    }

    boolean isAscii() {
        return from.isAscii() && to.stream().allMatch(Mailbox::isAscii);
    }

    /** As it goes over the wire, with the final dot; no line of it begins with one. */
    byte[] data(Instant now) {
        var date = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(now);
        var lines = List.of(
                "Date: " + date,
                "From: <" + from + ">",
                "To: " + to.stream().map(mailbox -> "<" + mailbox + ">").collect(Collectors.joining(",\r\n ")),
                "Message-ID: " + messageId(),
                "Subject: Test of the mail server (" + id + ")",
                "Auto-Submitted: auto-generated",
                "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=us-ascii",
                "",
                "This message was sent by \"vouchpost probe\" to see whether mail goes its way.",
                "It can be deleted, and need not be answered.",
                ".",
                "");
        return String.join("\r\n", lines).getBytes(StandardCharsets.UTF_8);
    }
}
