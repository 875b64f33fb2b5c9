package io.vouchpost.dsn;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.TurnedClock;
import io.vouchpost.message.Submission;
import io.vouchpost.smtp.Mailbox;
import io.vouchpost.smtp.Recipient.Occasion;
import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.TextBody;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.junit.jupiter.api.Test;

class PlainMailTest {
    private static final Mailbox TO = new Mailbox("postmaster", "example.org");

    private static Submission compose(String subject, String text) {
        return new PlainMail("submit.example.org", Optional.empty(), new TurnedClock())
                .compose("BREAKER-1-OPERATOR", TO, subject, text);
    }

    private static String octets(Submission submission) {
        return Story.octets(submission).toString(StandardCharsets.ISO_8859_1);
    }

    private static Message read(String octets) throws Exception {
        return new DefaultMessageBuilder()
                .parseMessage(new ByteArrayInputStream(octets.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void itIsFromNobodyAndNothingIsToldOfIt() {
        var envelope = compose("Held", "Hello\n").envelope();
        assertThat(envelope.reversePath()).isEmpty();
        assertThat(envelope.recipients()).singleElement().satisfies(recipient -> {
            assertThat(recipient.mailbox()).isEqualTo(TO);
            assertThat(recipient.occasions()).containsExactly(Occasion.NEVER);
        });
    }

    @Test
    void itHasTheFieldsThatAMessageNeeds() {
        var octets = octets(compose("The mail of alice is held", "Hello.\n\n  vouchpost breaker list\n"));
        assertThat(octets)
                .contains("Date: Tue, 1 Jan 2030 00:00:00 +0000\r\n")
                .contains("From: Mail Gateway <mailer-daemon@submit.example.org>\r\n")
                .contains("To: <postmaster@example.org>\r\n")
                .contains("Subject: The mail of alice is held\r\n")
                .contains("Message-ID: <BREAKER-1-OPERATOR@submit.example.org>\r\n")
                .contains("Auto-Submitted: auto-generated\r\n")
                .endsWith("\r\n\r\nHello.\r\n\r\n  vouchpost breaker list\r\n");
        assertThat(octets.replace("\r\n", "")).doesNotContain("\r", "\n");
    }

    @Test
    void whateverItSaysItHasSevenBitsAndNoLineIsTooLong() throws Exception {
        var name = "jürgen-".repeat(40) + "@example.org";
        var octets = octets(compose("The mail of jürgen\r\nBcc: all@example.org is held", "It is " + name + ".\n"));
        assertThat(octets.chars()).allMatch(c -> c < 0x80);
        assertThat(octets.split("\r\n")).allMatch(line -> line.length() <= 998);
        assertThat(octets).doesNotContain("\nBcc:");
        var message = read(octets);
        assertThat(message.getSubject()).isEqualTo("The mail of jürgen Bcc: all@example.org is held");
        try (var reader = ((TextBody) message.getBody()).getReader()) {
            var text = new StringWriter();
            reader.transferTo(text);
            assertThat(text.toString()).isEqualTo("It is " + name + ".\r\n");
        }
    }
}
