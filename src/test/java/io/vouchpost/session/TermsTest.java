package io.vouchpost.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.message.Submission;
import io.vouchpost.smtp.Recipient;
import io.vouchpost.smtp.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a client asks for with its message is known to whoever posts it; and what it forges is not believed. */
class TermsTest extends LoggedInTest {
    private static final String FORGED = "Authentication-Results: SUBMIT.example.org (x);\r\n\tspf=pass\r\n";

    private Submission posted(String mail, String rcpt, String content) {
        scene.says("MAIL FROM:<alice@example.org>" + mail + "\r\nRCPT TO:<carol@example.net>" + rcpt + "\r\nDATA\r\n");
        scene.after(Duration.ofMinutes(1));
        scene.says(content + ".\r\n");
        hears("250", "250", "354", "250");
        var all = scene.backend.posted();
        return all.get(all.size() - 1);
    }

    private Submission posted(String mail) {
        return posted(mail, "", Scene.CONTENT);
    }

    @Test
    void whatIsToBeToldOfItsWay() {
        var envelope = posted(
                        " RET=HDRS ENVID=a+20b REQUIRETLS AUTH=<>",
                        " NOTIFY=SUCCESS,DELAY ORCPT=rfc822;c@d",
                        Scene.CONTENT)
                .envelope();
        assertThat(envelope.terms())
                .isEqualTo(new Terms(
                        Optional.of(Terms.Return.HDRS),
                        Optional.of("a+20b"),
                        true,
                        Optional.of("<>"),
                        Optional.empty()));
        var carol = envelope.recipients().get(0);
        assertThat(carol.occasions()).containsExactlyInAnyOrder(Recipient.Occasion.SUCCESS, Recipient.Occasion.DELAY);
        assertThat(carol.original()).contains("rfc822;c@d");
    }

    /** The scene begins at noon; MAIL is said a minute later with each message. */
    @Test
    void whenItMayBeSent() {
        assertThat(posted("").release()).isEmpty();
        assertThat(posted(" HOLDFOR=60").release()).contains(Instant.parse("2026-11-21T12:02:00Z"));
        assertThat(posted(" HOLDUNTIL=2026-11-22T00:00:00Z").release()).contains(Instant.parse("2026-11-22T00:00:00Z"));
        assertThat(posted(" HOLDUNTIL=2026-11-21T12:03:00Z").release()).isEmpty();
        assertThat(posted(" HOLDUNTIL=2026-11-28T12:04:00Z").release()).contains(Instant.parse("2026-11-28T12:04:00Z"));
        scene.says("MAIL FROM:<alice@example.org> HOLDUNTIL=2026-11-28T12:05:01Z\r\n");
        hears("501");
        assertThat(scene.lastEvent().refusal().orElseThrow().rule()).isEqualTo("limits.futureRelease");
    }

    @Test
    void whatTellsASecondCopy() {
        assertThat(posted("").fingerprint()).isEmpty();
        String content = "Message-ID: <x@y>\r\n" + Scene.CONTENT;
        var first = posted("", "", content).fingerprint();
        assertThat(first).isPresent();
        assertThat(posted("", " NOTIFY=NEVER", content).fingerprint()).isEqualTo(first);
        assertThat(posted("", "", content + "more\r\n").fingerprint()).isNotEqualTo(first);
        assertThat(posted("", "", "Message-ID:\r\n" + Scene.CONTENT).fingerprint())
                .isEmpty();
    }

    @Test
    void itIsVouchedForAndForgedVouchersAreRemoved() {
        String other = "Authentication-Results: mx.example.net; spf=pass\r\n";
        var submission = posted("", "", other + FORGED + Scene.CONTENT + FORGED);
        assertThat(submission.trace())
                .startsWith("Authentication-Results: submit.example.org;\r\n"
                        + "\tauth=pass smtp.mailfrom=alice@example.org\r\n"
                        + "Received: ");
        assertThat(Received.of(submission.content())).isEqualTo(other + Scene.CONTENT + FORGED);
        assertThat(submission.content().size()).isEqualTo((other + Scene.CONTENT + FORGED).length());
    }

    @Test
    void tooManyForgedVouchersAreRefused() {
        scene.says(Scene.ENVELOPE + "DATA\r\n" + FORGED.repeat(65) + Scene.CONTENT + ".\r\n");
        assertThat(scene.heard()).contains("\r\n554 5.6.0 Too many Authentication-Results fields");
        scene.says(Scene.ENVELOPE + "DATA\r\n" + FORGED.repeat(64) + Scene.CONTENT + ".\r\n");
        hears("250", "250", "354", "250");
    }
}
