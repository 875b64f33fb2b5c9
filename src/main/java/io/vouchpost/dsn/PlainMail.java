package io.vouchpost.dsn;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import io.vouchpost.message.Content;
import io.vouchpost.message.MailDate;
import io.vouchpost.message.Submission;
import io.vouchpost.smtp.Envelope;
import io.vouchpost.smtp.Envelope.BodyType;
import io.vouchpost.smtp.Mailbox;
import io.vouchpost.smtp.Recipient;
import io.vouchpost.smtp.Recipient.Occasion;
import io.vouchpost.smtp.Terms;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.codec.EncoderUtil;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.message.BasicBodyFactory;
import org.apache.james.mime4j.stream.NameValuePair;
import org.apache.james.mime4j.stream.RawFieldParser;
import org.apache.james.mime4j.util.ContentUtil;
import org.apache.james.mime4j.util.MimeUtil;

/**
 * A plain text of ours to one person, from the null sender and with NOTIFY=NEVER, so that nothing is ever told of it. In
 * seven bits whatever it says.
 */
public final class PlainMail {
    private static final int LONGEST_SUBJECT = 150;

    private final String hostname;
    private final String from;
    private final Clock clock;

    /**
     * @param hostname of this gateway
     * @param from an ASCII address; empty: as notifications have it where nothing is set
     * @param clock says when, and in which zone dates are written
     */
    public PlainMail(String hostname, Optional<String> from, Clock clock) {
        this.hostname = Printable.ascii(hostname, 255);
        this.from = from.orElse("mailer-daemon@" + this.hostname);
        this.clock = clock;
    }

    /**
     * Ready for the spool; the content is in memory.
     *
     * @param id unique, of letters, digits, dots and hyphens
     * @param to ASCII
     * @param text lines ended by LF, none of them over 900 octets in UTF-8
     */
    public Submission compose(String id, Mailbox to, String subject, String text) {
        var envelope = new Envelope(
                Optional.empty(),
                List.of(new Recipient(to, Set.of(Occasion.NEVER), Optional.empty())),
                BodyType.SEVEN_BIT,
                false,
                Terms.NONE);
        return new Submission(
                id, "", envelope, "", Content.of(octets(id, to, subject, text)), Optional.empty(), Optional.empty());
    }

    private Buffer octets(String id, Mailbox to, String subject, String text) {
        return Written.of(() -> {
            boolean ascii = US_ASCII.newEncoder().canEncode(text);
            var message = Message.Builder.of();
            field(message, "Date", new MailDate(clock.getZone()).of(clock.instant()));
            field(message, "From", "Mail Gateway <" + from + ">");
            field(message, "To", "<" + Printable.address(to.toString(), 330, Form.ASCII) + ">");
            field(
                    message,
                    "Subject",
                    EncoderUtil.encodeIfNecessary(
                            Printable.unicode(subject, LONGEST_SUBJECT), EncoderUtil.Usage.TEXT_TOKEN, 9));
            field(message, "Message-ID", "<" + id + "@" + hostname + ">");
            field(message, "Auto-Submitted", "auto-generated");
            field(message, "MIME-Version", "1.0");
            message.setBody(BasicBodyFactory.INSTANCE.textBody(
                    text.replace("\n", "\r\n").getBytes(UTF_8), US_ASCII));
            message.setContentType("text/plain", new NameValuePair("charset", ascii ? "us-ascii" : "utf-8"));
            message.setContentTransferEncoding(ascii ? "7bit" : "quoted-printable");
            return message;
        });
    }

    /** One line of printable ASCII; folded where it is long. */
    private static void field(Message.Builder message, String name, String value) throws MimeException {
        message.addField(
                RawFieldParser.DEFAULT.parseField(ContentUtil.encode(US_ASCII, MimeUtil.fold(name + ": " + value, 0))));
    }
}
