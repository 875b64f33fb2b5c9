package io.vouchpost.dsn;

import static io.vouchpost.dsn.Story.note;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.smtp.Envelope.BodyType;
import io.vouchpost.smtp.Recipient;
import io.vouchpost.smtp.Recipient.Occasion;
import io.vouchpost.smtp.Terms;
import io.vouchpost.spool.Note;
import io.vouchpost.spool.Note.Kind;
import io.vouchpost.spool.Report;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told, to whom, and in which fields: read by Angus Mail, which knows nothing of how it was written. */
class NotifierTest {
    private static final String HOST = "mx.example.net:25";
    private static final Note REFUSED = note(Kind.REFUSED, HOST, "550 5.1.1 <bob@example.net>: no such user");
    private static final Note DEFERRED =
            note(Duration.ofHours(3), Kind.DEFERRED, HOST, "451 4.3.2 system not accepting network messages");

    private static Story refused() {
        return new Story().about("bob@example.net", Report.FAILURE, REFUSED);
    }

    @Test
    void aNotificationGoesFromNobodyToTheReversePathAlone() throws Exception {
        var told = refused().told().orElseThrow();
        assertThat(told.envelope().reversePath()).isEmpty();
        assertThat(told.envelope().recipients())
                .containsExactly(
                        new Recipient(Story.mailbox("alice@example.org"), Set.of(Occasion.NEVER), Optional.empty()));
        assertThat(told.envelope().terms()).isEqualTo(Terms.NONE);
        assertThat(told.envelope().smtpUtf8()).isFalse();
        assertThat(told.envelope().body()).isEqualTo(BodyType.SEVEN_BIT);
        assertThat(told.account()).isEqualTo("alice");
        assertThat(told.id()).isEqualTo("c3d4");
        assertThat(told.release()).isEmpty();
        assertThat(told.fingerprint()).isEmpty();
        assertThat(told.content().hasLeadingDots()).isFalse();
    }

    @Test
    void itsHeaderSaysWhatItIs() throws Exception {
        var reading = Reading.of(refused().told());
        assertThat(reading.header("From")).isEqualTo("Mail Delivery System <mailer-daemon@submit.example.org>");
        assertThat(reading.header("To")).isEqualTo("<alice@example.org>");
        assertThat(reading.header("Date")).isEqualTo("Sat, 21 Nov 2026 14:00:00 +0000");
        assertThat(reading.header("Message-ID")).isEqualTo("<c3d4@submit.example.org>");
        assertThat(reading.header("Subject")).isEqualTo("Your message could not be delivered");
        assertThat(reading.header("Auto-Submitted")).isEqualTo("auto-replied");
        assertThat(reading.header("MIME-Version")).isEqualTo("1.0");
        assertThat(reading.header("Content-Type")).contains("report-type=delivery-status");
        assertThat(reading.report().getCount()).isEqualTo(3);
    }

    @Test
    void aRefusalIsTold() throws Exception {
        var reading = Reading.of(refused().told());
        assertThat(reading.message("Reporting-MTA")).isEqualTo("dns; submit.example.org");
        assertThat(reading.message("Arrival-Date")).isEqualTo("Sat, 21 Nov 2026 10:00:00 +0000");
        assertThat(reading.message("Original-Envelope-Id")).isEqualTo("-");
        assertThat(reading.recipients()).isEqualTo(1);
        assertThat(reading.recipient(0, "Original-Recipient")).isEqualTo("-");
        assertThat(reading.recipient(0, "Final-Recipient")).isEqualTo("rfc822; bob@example.net");
        assertThat(reading.recipient(0, "Action")).isEqualTo("failed");
        assertThat(reading.recipient(0, "Status")).isEqualTo("5.1.1");
        assertThat(reading.recipient(0, "Remote-MTA")).isEqualTo("dns; mx.example.net");
        assertThat(reading.recipient(0, "Diagnostic-Code"))
                .isEqualTo("smtp; 550 5.1.1 <bob@example.net>: no such user");
        assertThat(reading.recipient(0, "Last-Attempt-Date")).isEqualTo("Sat, 21 Nov 2026 10:00:03 +0000");
        assertThat(reading.recipient(0, "Will-Retry-Until")).isEqualTo("-");
    }

    @Test
    void aDelayIsToldWithItsEnd() throws Exception {
        var reading = Reading.of(new Story()
                .about("bob@example.net", Report.DELAY, DEFERRED)
                .asking(Terms.Return.FULL)
                .told());
        assertThat(reading.header("Subject")).isEqualTo("Your message is late");
        assertThat(reading.recipient(0, "Action")).isEqualTo("delayed");
        assertThat(reading.recipient(0, "Status")).isEqualTo("4.3.2");
        assertThat(reading.recipient(0, "Will-Retry-Until")).isEqualTo("Thu, 26 Nov 2026 10:00:00 +0000");
        assertThat(reading.recipient(0, "Last-Attempt-Date")).isEqualTo("Sat, 21 Nov 2026 13:00:00 +0000");
        assertThat(reading.part(2).isMimeType("text/rfc822-headers"))
                .as("RET is for failures")
                .isTrue();
    }

    @Test
    void whatWasRelayedIsToldWhoeverAsked() throws Exception {
        var reading = Reading.of(new Story()
                .about(
                        "bob@example.net",
                        Set.of(Occasion.SUCCESS),
                        Report.RELAYED,
                        DEFERRED,
                        note(Duration.ofHours(4), Kind.DELIVERED, HOST, "250 2.0.0 Ok: queued as 17"))
                .told());
        assertThat(reading.header("Subject")).isEqualTo("Your message was handed on");
        assertThat(reading.recipient(0, "Action")).isEqualTo("relayed");
        assertThat(reading.recipient(0, "Status")).isEqualTo("2.0.0");
        assertThat(reading.recipient(0, "Diagnostic-Code")).isEqualTo("smtp; 250 2.0.0 Ok: queued as 17");
    }

    @ParameterizedTest
    @CsvSource({
        "451 4.3.2 not now, 4.3.2", // the actual problem (RFC 3463 §3.5 on X.4.7)
        "451 not now, 4.4.7",
        "451 4.0.0 not now, 4.4.7",
        "550 5.1.1 no, 4.4.7",
        "what is this, 4.4.7",
    })
    void whatExpiredHasTheStatusOfItsLastAttempt(String reply, String status) throws Exception {
        var reading = Reading.of(new Story()
                .about(
                        "bob@example.net",
                        Report.FAILURE,
                        note(Kind.DEFERRED, "first.example.net:25", "451 4.7.1 wait"),
                        note(Duration.ofDays(4), Kind.DEFERRED, HOST, reply),
                        note(Duration.ofDays(5), Kind.EXPIRED, "", "too old"))
                .told());
        assertThat(reading.recipient(0, "Action")).isEqualTo("failed");
        assertThat(reading.recipient(0, "Status")).isEqualTo(status);
        assertThat(reading.recipient(0, "Remote-MTA")).isEqualTo("dns; mx.example.net");
        assertThat(reading.recipient(0, "Last-Attempt-Date")).isEqualTo("Wed, 25 Nov 2026 10:00:00 +0000");
        assertThat(reading.text()).contains("It was tried 2 times, the last time on ");
    }

    @Test
    void whatExpiredUntriedSaysSo() throws Exception {
        var reading = Reading.of(new Story()
                .about("bob@example.net", Report.FAILURE, note(Kind.EXPIRED, "", "too old"))
                .told());
        assertThat(reading.recipient(0, "Status")).isEqualTo("4.4.7");
        assertThat(reading.recipient(0, "Remote-MTA")).isEqualTo("-");
        assertThat(reading.recipient(0, "Last-Attempt-Date")).isEqualTo("-");
        assertThat(reading.recipient(0, "Diagnostic-Code")).isEqualTo("-");
    }

    @Test
    void whatWeSayOurselvesIsNoReplyOfSmtp() throws Exception {
        var reading = Reading.of(new Story()
                .about("bob@example.net", Report.FAILURE, DEFERRED, note(Kind.BOUNCED, "", "sent back by the operator"))
                .told());
        assertThat(reading.recipient(0, "Status")).isEqualTo("5.0.0");
        assertThat(reading.recipient(0, "Diagnostic-Code")).isEqualTo("X-Vouchpost; sent back by the operator");
        assertThat(reading.recipient(0, "Remote-MTA")).isEqualTo("-");
        assertThat(reading.text()).contains("Those who run this gateway sent it back");
    }

    @Test
    void whatMayHaveBeenDeliveredIsSaid() throws Exception {
        var lost = note(Kind.LOST, HOST, "451 4.4.2 connection lost");
        var failed = Reading.of(new Story()
                .about("bob@example.net", Report.FAILURE, lost, note(Kind.EXPIRED, "", "too old"))
                .told());
        assertThat(failed.text().replaceAll("\\s+", " "))
                .contains("so it may have been delivered. Ask the recipient before you send it again.");
        var late = Reading.of(
                new Story().about("bob@example.net", Report.DELAY, lost).told());
        assertThat(late.text().replaceAll("\\s+", " "))
                .contains("so it may have been delivered already, and may arrive twice.");
        assertThat(Reading.of(refused().told()).text()).doesNotContain("may have been");
    }

    @Test
    void severalRecipientsOfEachKindAreInOne() throws Exception {
        var reading = Reading.of(refused()
                .about("carol@example.net", Report.DELAY, DEFERRED)
                .about("dave@example.net", Report.FAILURE, note(Kind.REFUSED, HOST, "552 5.2.2 mailbox full"))
                .about(
                        "erin@example.net",
                        Set.of(Occasion.SUCCESS),
                        Report.RELAYED,
                        note(Kind.DELIVERED, HOST, "250 ok"))
                .told());
        assertThat(reading.recipients()).isEqualTo(4);
        assertThat(reading.header("Subject")).isEqualTo("Your message could not be delivered to everyone");
        assertThat(reading.recipient(1, "Action")).isEqualTo("delayed");
        assertThat(reading.recipient(2, "Status")).isEqualTo("5.2.2");
        assertThat(reading.recipient(3, "Action")).isEqualTo("relayed");
        assertThat(reading.recipient(3, "Status")).isEqualTo("2.0.0");
        assertThat(reading.text())
                .containsSubsequence("could not be delivered to", "bob@", "dave@", "late for", "carol@", "erin@");
    }

    @ParameterizedTest
    @CsvSource({
        "'', FAILURE, true",
        "'', DELAY, true",
        "'', RELAYED, false",
        "NEVER, FAILURE, false",
        "NEVER, DELAY, false",
        "NEVER, RELAYED, false",
        "FAILURE, FAILURE, true",
        "FAILURE, DELAY, false",
        "FAILURE, RELAYED, false",
        "DELAY, FAILURE, false",
        "DELAY, DELAY, true",
        "DELAY, RELAYED, false",
        "SUCCESS, FAILURE, false",
        "SUCCESS, DELAY, false",
        "SUCCESS, RELAYED, true",
        "SUCCESS FAILURE DELAY, FAILURE, true",
        "SUCCESS FAILURE DELAY, DELAY, true",
        "SUCCESS FAILURE DELAY, RELAYED, true",
    })
    void onlyWhatWasAskedForIsTold(String notify, Report report, boolean told) {
        var occasions = notify.isEmpty()
                ? Set.<Occasion>of()
                : Set.of(notify.split(" ")).stream()
                        .map(Occasion::valueOf)
                        .collect(java.util.stream.Collectors.toSet());
        assertThat(new Story()
                        .about("bob@example.net", occasions, report, REFUSED)
                        .told()
                        .isPresent())
                .isEqualTo(told);
    }

    @Test
    void whoDoesNotWantToHearIsNotNamed() throws Exception {
        var reading = Reading.of(refused()
                .about("carol@example.net", Set.of(Occasion.NEVER), Report.FAILURE, REFUSED)
                .told());
        assertThat(reading.recipients()).isEqualTo(1);
        assertThat(reading.text()).doesNotContain("carol");
    }

    @Test
    void nobodyIsToldOfANotification() {
        assertThat(refused().from(Optional.empty()).told()).isEmpty();
        assertThat(refused().by("").told()).isEmpty();
    }

    @Test
    void whatTheSenderNamedComesBackDecoded() throws Exception {
        var recipient = new Recipient(
                Story.mailbox("bob@example.net"), Set.of(), Optional.of("RFC822;bob+2Boffice+40home@example.com"));
        var reading = Reading.of(new Story()
                .about(recipient, Report.FAILURE, REFUSED)
                .terms(new Terms(
                        Optional.empty(),
                        Optional.of("QQ+2B+0D+0AX-Evil:+20yes"),
                        true,
                        Optional.empty(),
                        Optional.empty()))
                .told());
        assertThat(reading.message("Original-Envelope-Id")).isEqualTo("QQ+ X-Evil: yes");
        assertThat(reading.message("X-Evil")).isEqualTo("-");
        assertThat(reading.recipient(0, "Original-Recipient")).isEqualTo("rfc822; bob+office@home@example.com");
    }

    @Test
    void whatNeededTlsNeedsItOnTheWayBack() {
        var terms = new Terms(Optional.empty(), Optional.empty(), true, Optional.empty(), Optional.empty());
        assertThat(refused()
                        .terms(terms)
                        .told()
                        .orElseThrow()
                        .envelope()
                        .terms()
                        .requireTls())
                .isTrue();
    }

    @Test
    void internationalMailIsToldInItsOwnForm() throws Exception {
        var told = new Story()
                .smtpUtf8()
                .from(Optional.of(Story.mailbox("\u00e4nne@b\u00fccher.example")))
                .content("Subject: Gr\u00fc\u00dfe\r\n\r\nHallo\r\n")
                .about(
                        new Recipient(
                                Story.mailbox("\u7528\u6237@example.net"),
                                Set.of(),
                                Optional.of("utf-8;\\x{7528}\u6237\\x{2B}1@example.net")),
                        Report.FAILURE,
                        note(Kind.REFUSED, HOST, "553 5.6.7 no SMTPUTF8"))
                .told();
        assertThat(told.orElseThrow().envelope().smtpUtf8()).isTrue();
        assertThat(told.orElseThrow().envelope().body()).isEqualTo(BodyType.EIGHT_BIT_MIME);
        var reading = Reading.of(told);
        assertThat(new String(reading.header("To").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), UTF_8))
                .isEqualTo("<\u00e4nne@b\u00fccher.example>");
        assertThat(reading.part(1).isMimeType("message/global-delivery-status")).isTrue();
        assertThat(reading.octets(1))
                .contains("Final-Recipient: utf-8; \u7528\u6237@example.net\r\n")
                .contains("Original-Recipient: utf-8; \u7528\u6237+1@example.net\r\n");
        assertThat(reading.part(2).isMimeType("message/global-headers")).isTrue();
        assertThat(reading.octets(2)).contains("Subject: Gr\u00fc\u00dfe\r\n");
        assertThat(reading.text()).contains("\"Gr\u00fc\u00dfe\"").contains("\u7528\u6237@example.net");
    }

    @Test
    void whoHasAnAsciiAddressIsToldOfInternationalMailInSevenBits() throws Exception {
        var letter = "Subject: Gr\u00fc\u00dfe\r\n\r\nHallo\r\n";
        for (var returned : Terms.Return.values()) {
            var told = new Story()
                    .smtpUtf8()
                    .content(letter)
                    .asking(returned)
                    .about(
                            "\u7528\u6237@example.net",
                            Report.FAILURE,
                            note(Kind.REFUSED, HOST, "553 5.6.7 no SMTPUTF8"))
                    .told();
            assertThat(told.orElseThrow().envelope().smtpUtf8()).isFalse();
            assertThat(told.orElseThrow().envelope().body()).isEqualTo(BodyType.SEVEN_BIT);
            var octets = Story.octets(told.orElseThrow()).toString(java.nio.charset.StandardCharsets.ISO_8859_1);
            assertThat(octets.chars()).allMatch(octet -> octet < 0x80);
            var reading = Reading.of(told);
            assertThat(reading.recipient(0, "Final-Recipient")).isEqualTo("utf-8; \\x{7528}\\x{6237}@example.net");
            assertThat(reading.text()).contains("\u7528\u6237@example.net");
            boolean full = returned == Terms.Return.FULL;
            assertThat(reading.part(2).isMimeType(full ? "message/global" : "text/rfc822-headers"))
                    .isTrue();
            // Angus Mail knows no encodings of message/* but those of RFC 2045
            assertThat(full ? reading.decoded(2) : reading.octets(2))
                    .isEqualTo(Story.TRACE + (full ? letter : "Subject: Gr\u00fc\u00dfe\r\n"));
        }
    }

    @Test
    void anInternationalOriginalIsWrittenInAscii() throws Exception {
        var recipient = new Recipient(
                Story.mailbox("bob@example.net"), Set.of(), Optional.of("utf-8;\\x{7528}\\x{2B}@example.net"));
        var reading =
                Reading.of(new Story().about(recipient, Report.FAILURE, REFUSED).told());
        assertThat(reading.recipient(0, "Original-Recipient")).isEqualTo("utf-8; \\x{7528}\\x{2B}@example.net");
    }

    @ParameterizedTest
    @CsvSource({
        "mx.example.net, mx.example.net",
        "mx.example.net:25, mx.example.net",
        "192.0.2.7:25, [192.0.2.7]",
        "[2001:db8::7]:25, [IPv6:2001:db8::7]",
        "2001:db8::7, [IPv6:2001:db8::7]",
    })
    void theNextHopIsNamedWithoutItsPort(String host, String mta) throws Exception {
        var reading = Reading.of(new Story()
                .about("bob@example.net", Report.FAILURE, note(Kind.REFUSED, host, "550 no"))
                .told());
        assertThat(reading.recipient(0, "Remote-MTA")).isEqualTo("dns; " + mta);
    }

    @Test
    void aBlankInAnAddressIsLeftAlone() throws Exception {
        var reading = Reading.of(
                new Story().about("b  ob@example.net", Report.FAILURE, REFUSED).told());
        assertThat(reading.recipient(0, "Final-Recipient")).isEqualTo("rfc822; \"b  ob\"@example.net");
    }
}
