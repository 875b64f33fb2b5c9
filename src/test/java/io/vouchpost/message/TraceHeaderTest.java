package io.vouchpost.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.message.TraceHeader.Arrival;
import io.vouchpost.smtp.Envelope;
import io.vouchpost.smtp.Envelope.BodyType;
import io.vouchpost.smtp.Mailbox;
import io.vouchpost.smtp.Recipient;
import io.vouchpost.smtp.Terms;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The trace says what RFC 5321 wants, no more than is allowed, and nothing the client could forge. */
class TraceHeaderTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-09-05T07:08:09Z"), ZoneId.of("Europe/Berlin"));
    private static final Arrival TLS =
            new Arrival("laptop.example.org", "192.0.2.7", Optional.of("TLSv1.3 TLS_AES_256_GCM_SHA384"));
    private static final Header.Fields COMPLETE = fields(true, true);

    private static Header.Fields fields(boolean date, boolean messageId) {
        return new Header.Fields(
                date,
                messageId ? Optional.of("<x@y>") : Optional.empty(),
                0,
                new Authors(List.of(), List.of(), false, Optional.empty()),
                List.of());
    }

    private static Envelope to(boolean smtpUtf8, Mailbox... recipients) {
        return new Envelope(
                Optional.empty(),
                Stream.of(recipients).map(Recipient::of).toList(),
                BodyType.UNDECLARED,
                smtpUtf8,
                Terms.NONE);
    }

    private static Envelope from(Mailbox sender, Mailbox recipient) {
        return new Envelope(
                Optional.of(sender), List.of(Recipient.of(recipient)), BodyType.UNDECLARED, true, Terms.NONE);
    }

    private static final Envelope TO_BOB = to(false, new Mailbox("bob", "example.net"));

    private static String trace(boolean withClient, Arrival arrival, Envelope envelope, Header.Fields header) {
        return new TraceHeader("submit.example.org", withClient, false, CLOCK).of("4K7QZ", arrival, envelope, header);
    }

    @Test
    void everythingThatMayBeTold() {
        assertThat(trace(true, TLS, TO_BOB, COMPLETE))
                .isEqualTo("Received: from laptop.example.org ([192.0.2.7])\r\n"
                        + "\tby submit.example.org (Vouchpost)\r\n"
                        + "\twith ESMTPSA id 4K7QZ\r\n"
                        + "\t(TLSv1.3 TLS_AES_256_GCM_SHA384)\r\n"
                        + "\tfor <bob@example.net>;\r\n"
                        + "\tSat, 5 Sep 2026 09:08:09 +0200\r\n");
    }

    @Test
    void nothingOfTheClientUnlessConfigured() {
        assertThat(trace(false, TLS, TO_BOB, COMPLETE))
                .startsWith("Received: by submit.example.org (Vouchpost)\r\n")
                .doesNotContain("laptop", "192.0.2");
    }

    @Test
    void protocolKeywords() {
        Arrival plain = new Arrival("x", "192.0.2.7", Optional.empty());
        Envelope utf8 = to(true, new Mailbox("b\u00f6b", "example.net"));
        assertThat(trace(true, plain, TO_BOB, COMPLETE)).contains("with ESMTPA id ");
        assertThat(trace(true, plain, utf8, COMPLETE))
                .contains("with UTF8SMTPA id ")
                .contains("for <b\u00f6b@example.net>");
        assertThat(trace(true, TLS, utf8, COMPLETE)).contains("with UTF8SMTPSA id ");
    }

    @Test
    void severalRecipientsAreNotNamed() {
        Envelope two = to(false, new Mailbox("bob", "example.net"), new Mailbox("hidden", "example.net"));
        assertThat(trace(true, TLS, two, COMPLETE)).doesNotContain("for <", "bob", "hidden");
    }

    @Test
    void recipientThatIsNotAsciiNeedsSmtpUtf8() {
        assertThat(trace(true, TLS, to(false, new Mailbox("b\u00f6b", "example.net")), COMPLETE))
                .doesNotContain("for <");
    }

    @Test
    void ipv6AddressesAreTagged() {
        assertThat(trace(true, new Arrival("[IPv6:2001:db8::1]", "2001:db8::1", Optional.empty()), TO_BOB, COMPLETE))
                .contains("from [IPv6:2001:db8::1] ([IPv6:2001:db8::1])");
    }

    @Test
    void missingFieldsAreAddedAndOthersNot() {
        assertThat(trace(true, TLS, TO_BOB, fields(false, false)))
                .endsWith("Message-ID: <4K7QZ@submit.example.org>\r\nDate: Sat, 5 Sep 2026 09:08:09 +0200\r\n");
        assertThat(trace(true, TLS, TO_BOB, fields(true, false)))
                .doesNotContain("\r\nDate:")
                .contains("\r\nMessage-ID:");
        assertThat(trace(true, TLS, TO_BOB, fields(false, true)))
                .contains("\r\nDate:")
                .doesNotContain("Message-ID:");
    }

    private static String results(Envelope envelope) {
        String trace = new TraceHeader("submit.example.org", false, true, CLOCK).of("4K7QZ", TLS, envelope, COMPLETE);
        return trace.substring(0, trace.indexOf("Received: "));
    }

    /** RFC 8601 §2.2, §2.7.4; above what was told by others, and of the account only the address it sent as. */
    @Test
    void whoLoggedInIsVouchedFor() {
        Mailbox bob = new Mailbox("bob", "example.net");
        assertThat(results(from(new Mailbox("alice", "example.org"), bob)))
                .isEqualTo("Authentication-Results: submit.example.org;\r\n"
                        + "\tauth=pass smtp.mailfrom=alice@example.org\r\n");
        assertThat(results(from(new Mailbox("al ice", "example.org"), bob)))
                .endsWith("\tauth=pass smtp.mailfrom=\"al ice\"@example.org\r\n");
        assertThat(results(from(new Mailbox("al\"ice", "[192.0.2.1]"), bob)))
                .endsWith("\tauth=pass smtp.mailfrom=\"\\\"al\\\\\\\"ice\\\"@[192.0.2.1]\"\r\n");
        assertThat(results(TO_BOB)).endsWith("\tauth=pass\r\n");
    }

    @Test
    void datesAreThoseOfRfc5322InAllMonths() {
        for (int month = 1; month <= 12; month++) {
            Instant then = Instant.parse("2026-%02d-28T23:59:59Z".formatted(month));
            String trace = new TraceHeader("x", false, false, Clock.fixed(then, ZoneOffset.UTC))
                    .of("i", TLS, TO_BOB, COMPLETE);
            String date = trace.substring(trace.lastIndexOf('\t') + 1).strip();
            assertThat(date).endsWith(" +0000");
            assertThat(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)))
                    .isEqualTo(then);
        }
    }

    /** Lines are CRLF-ended, short, and a continuation or one of the three fields, whatever the client says. */
    @Property
    void nothingCanBeInjected(@ForAll String helo, @ForAll String address, @ForAll String tls, @ForAll String local) {
        String trace = new TraceHeader(helo, true, true, CLOCK)
                .of(
                        tls,
                        new Arrival(helo + "\r\nX: y", address, Optional.of(tls + "\n)\r\nX: y")),
                        from(new Mailbox(local, address), new Mailbox(local, "example.net\r\nX: y")),
                        fields(false, false));
        assertThat(trace).endsWith("\r\n").doesNotContain("\r\nX:", "\nX:");
        for (String line : trace.split("\r\n")) {
            assertThat(line)
                    .matches("(?s)(\t|Authentication-Results: |Received: |Message-ID: |Date: ).*")
                    .doesNotContain("\r", "\n");
            assertThat(line.length()).isLessThan(998);
        }
    }
}
