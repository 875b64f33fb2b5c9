package io.vouchpost.dsn;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vouchpost.message.Submission;
import io.vouchpost.smtp.Mailbox;
import io.vouchpost.smtp.Recipient;
import io.vouchpost.smtp.Recipient.Occasion;
import io.vouchpost.smtp.Terms;
import io.vouchpost.spool.Note;
import io.vouchpost.spool.Report;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever next hops say and clients send, what is written is mail, bounded, and told to the reverse-path alone. */
class AnyNoticeTest {
    @Provide
    Arbitrary<String> anyText() {
        var hostile = Arbitraries.of(
                "\r\n",
                "\r\nBcc: victim@example.com\r\n",
                "\n\n",
                "\r\n.\r\n",
                "\0",
                "\u001b[2J",
                "\u202e",
                "\ud800",
                "550 5.1.1 ",
                "451 ",
                "250-",
                "+0D+0A",
                "\\x{0A}",
                "\\x{10FFFF}",
                "rfc822;",
                "utf-8;",
                "<>",
                "\"",
                "=?utf-8?q?=0A?=",
                "Subject: ",
                "Content-Type: multipart/mixed; boundary=x\r\n",
                "\r\n\r\n",
                "--",
                "a",
                " ",
                "\t");
        return Arbitraries.oneOf(
                        hostile,
                        Arbitraries.strings().ofMaxLength(30),
                        Arbitraries.strings().ascii().ofMaxLength(1200))
                .list()
                .ofMaxSize(8)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<Note> anyNote() {
        return Combinators.combine(Arbitraries.of(Note.Kind.class), anyText(), anyText())
                .as((kind, host, reply) -> new Note(Story.TEN, kind, host, reply));
    }

    @Provide
    Arbitrary<Recipient> anyRecipient() {
        var mailbox = Combinators.combine(
                        anyText().filter(text -> !text.isEmpty()), Arbitraries.of("example.net", "b\u00fccher.example"))
                .as((local, domain) -> new Mailbox(local.substring(0, Math.min(64, local.length())), domain));
        var wanted = Arbitraries.of(Set.<Occasion>of(), Set.of(Occasion.FAILURE, Occasion.DELAY, Occasion.SUCCESS));
        return Combinators.combine(mailbox, wanted, anyText().optional()).as(Recipient::new);
    }

    @Provide
    Arbitrary<Terms> anyTerms() {
        return Combinators.combine(
                        Arbitraries.of(Terms.Return.class).optional(), anyText().optional())
                .as((returned, id) -> new Terms(returned, id, false, Optional.empty(), Optional.empty()));
    }

    @Property(tries = 150)
    void isMailToTheReversePathAlone(
            @ForAll("anyRecipient") Recipient recipient,
            @ForAll Report report,
            @ForAll("anyNote") Note first,
            @ForAll("anyNote") Note second,
            @ForAll("anyTerms") Terms terms,
            @ForAll("anyText") String content,
            @ForAll boolean international)
            throws Exception {
        var story = new Story()
                .about(recipient, report, first, second)
                .about("bob@example.net", Report.FAILURE, second)
                .terms(terms)
                .content(content);
        var sender = Story.mailbox(international ? "\u00e4nne@b\u00fccher.example" : "alice@example.org");
        var told = story.smtpUtf8().from(Optional.of(sender)).told();
        var notification = told.orElseThrow();
        assertThat(notification.envelope().reversePath()).isEmpty();
        assertThat(notification.envelope().recipients())
                .extracting(Recipient::mailbox)
                .containsExactly(sender);
        assertWellFormed(notification, content);
        assertStructure(Reading.of(told));
    }

    private static void assertWellFormed(Submission notification, String content) {
        var octets = Story.octets(notification);
        boolean eightBit = notification.envelope().body() == io.vouchpost.smtp.Envelope.BodyType.EIGHT_BIT_MIME;
        assertThat(octets.length())
                .isLessThan(20_000 + 6 * Buffer.buffer(content).length());
        int length = 0;
        for (int at = 0; at < octets.length(); at++) {
            byte octet = octets.getByte(at);
            length = octet == '\n' ? 0 : length + 1;
            assertThat(length).isLessThanOrEqualTo(999); // with its CR
            assertThat(octet != 0 && (octet > 0 || eightBit))
                    .as("octet %d at %d", octet, at)
                    .isTrue();
        }
        var crlf = octets.toString("ISO-8859-1");
        if (notification.envelope().terms().returned().isEmpty()
                && !content.matches("(?s).*(?<!\r)\n.*|.*\r(?!\n).*")) {
            assertThat(crlf.replace("\r\n", "")).doesNotContain("\r", "\n");
        }
        assertThat(crlf).endsWith("\r\n");
    }

    private static void assertStructure(Reading reading) throws Exception {
        assertThat(reading.message().getHeader("To")).hasSize(1);
        assertThat(reading.message().getHeader("Bcc")).isNull();
        assertThat(reading.header("Subject")).startsWith("Your message");
        assertThat(reading.report().getCount()).isEqualTo(3);
        assertThat(reading.recipients()).isBetween(1, 2);
        for (int i = 0; i < reading.recipients(); i++) {
            assertThat(reading.recipient(i, "Action")).matches("failed|delayed|relayed");
            assertThat(reading.recipient(i, "Status")).matches("[245]\\.\\d{1,3}\\.\\d{1,3}");
            assertThat(reading.recipient(i, "Final-Recipient")).matches("(?s)(rfc822|utf-8); .+");
            var names = List.of(
                    "Original-Recipient",
                    "Final-Recipient",
                    "Action",
                    "Status",
                    "Remote-MTA",
                    "Diagnostic-Code",
                    "Last-Attempt-Date",
                    "Will-Retry-Until");
            var headers = reading.status().getRecipientDSN(i).getAllHeaders();
            while (headers.hasMoreElements()) {
                assertThat(headers.nextElement().getName()).isIn(names);
            }
        }
    }
}
