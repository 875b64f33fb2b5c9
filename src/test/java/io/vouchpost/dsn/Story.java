package io.vouchpost.dsn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vouchpost.config.NotificationSettings;
import io.vouchpost.message.Content;
import io.vouchpost.message.Submission;
import io.vouchpost.smtp.Envelope;
import io.vouchpost.smtp.Envelope.BodyType;
import io.vouchpost.smtp.Mailbox;
import io.vouchpost.smtp.Recipient;
import io.vouchpost.smtp.Recipient.Occasion;
import io.vouchpost.smtp.Terms;
import io.vouchpost.spool.Note;
import io.vouchpost.spool.Notice;
import io.vouchpost.spool.Report;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/** A message of Alice's at ten o'clock, and what became of it; and the notification as others read it. */
final class Story {
    static final Instant TEN = Instant.parse("2026-11-21T10:00:00Z");
    static final Instant LATER = TEN.plus(Duration.ofHours(4));
    static final Duration EXPIRE = Duration.ofDays(5);
    static final String TRACE = "Received: by submit.example.org (Vouchpost)\r\n\twith ESMTPSA id a1b2;\r\n"
            + "\tSat, 21 Nov 2026 10:00:00 +0000\r\n";
    static final String LETTER = "From: Alice <alice@example.org>\r\nTo: bob@example.net\r\nSubject: Budget 2027\r\n"
            + "Message-ID: <letter@example.org>\r\nErrors-To: victim@example.com\r\n"
            + "Return-Path: <victim@example.com>\r\nReply-To: victim@example.com\r\n\r\nHello Bob,\r\n.dots\r\n";

    private final List<Notice.About> abouts = new ArrayList<>();
    private Optional<Mailbox> sender = Optional.of(new Mailbox("alice", "example.org"));
    private Buffer content = Buffer.buffer(LETTER);
    private Terms terms = Terms.NONE;
    private boolean smtpUtf8;
    private int returnedOctets = 1024 * 1024;
    private String account = "alice";

    static Note note(Note.Kind kind, String host, String reply) {
        return new Note(TEN.plusSeconds(3), kind, host, reply);
    }

    static Note note(Duration after, Note.Kind kind, String host, String reply) {
        return new Note(TEN.plus(after), kind, host, reply);
    }

    static Mailbox mailbox(String address) {
        int at = address.lastIndexOf('@');
        return new Mailbox(address.substring(0, at), address.substring(at + 1));
    }

    Story about(String address, Report report, Note... notes) {
        return about(Recipient.of(mailbox(address)), report, notes);
    }

    Story about(Recipient recipient, Report report, Note... notes) {
        abouts.add(new Notice.About(abouts.size(), recipient, report, List.of(notes)));
        return this;
    }

    Story about(String address, Set<Occasion> occasions, Report report, Note... notes) {
        return about(new Recipient(mailbox(address), occasions, Optional.empty()), report, notes);
    }

    Story from(Optional<Mailbox> reversePath) {
        sender = reversePath;
        return this;
    }

    Story by(String name) {
        account = name;
        return this;
    }

    Story content(String text) {
        return content(Buffer.buffer(text.getBytes(UTF_8)));
    }

    Story content(Buffer octets) {
        content = octets;
        return this;
    }

    Story asking(Terms.Return returned) {
        return terms(new Terms(Optional.of(returned), Optional.empty(), false, Optional.empty(), Optional.empty()));
    }

    Story terms(Terms asked) {
        terms = asked;
        return this;
    }

    Story smtpUtf8() {
        smtpUtf8 = true;
        return this;
    }

    Story returning(int octets) {
        returnedOctets = octets;
        return this;
    }

    Optional<Submission> told() {
        var envelope = new Envelope(
                sender, abouts.stream().map(Notice.About::recipient).toList(), BodyType.UNDECLARED, smtpUtf8, terms);
        var original = new Submission(
                "a1b2", account, envelope, TRACE, Content.of(content), Optional.empty(), Optional.empty());
        var notifier = new Notifier(
                "submit.example.org",
                new NotificationSettings(Optional.empty(), returnedOctets),
                (notice, about) -> notice.accepted().plus(EXPIRE),
                Clock.fixed(LATER, ZoneOffset.UTC),
                () -> "c3d4");
        var composed = notifier.compose(new Notice(original, TEN, abouts));
        assertThat(composed.failed()).as("%s", composed.cause()).isFalse();
        return composed.result();
    }

    /** As it goes on the wire. */
    static Buffer octets(Submission notification) {
        var sink = new Opening(Math.toIntExact(notification.content().size()), false);
        return sink.of(notification.content()).result();
    }

    /** As Angus Mail reads it. */
    static MimeMessage read(Submission notification) throws MessagingException {
        return new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(octets(notification).getBytes()));
    }
}
