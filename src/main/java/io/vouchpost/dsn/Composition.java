package io.vouchpost.dsn;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import io.vouchpost.message.MailDate;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.message.BasicBodyFactory;
import org.apache.james.mime4j.message.BodyPart;
import org.apache.james.mime4j.message.BodyPartBuilder;
import org.apache.james.mime4j.message.MultipartBuilder;
import org.apache.james.mime4j.stream.NameValuePair;
import org.apache.james.mime4j.stream.RawFieldParser;
import org.apache.james.mime4j.util.ContentUtil;

/** The notification as a message: multipart/report in three parts (RFC 6522 §3). */
final class Composition {
    private static final String SEVEN_BIT = "7bit";
    private static final String EIGHT_BIT = "8bit";
    private static final String QUOTED_PRINTABLE = "quoted-printable";

    /** RFC 1428 §3: 8-bit of which nobody knows more. */
    private static final String UNKNOWN = "unknown-8bit";

    private final Findings findings;
    private final Form form;

    Composition(Findings findings) {
        this.findings = findings;
        this.form = findings.form();
    }

    /**
     * What stands in its header.
     *
     * @param from an ASCII address
     */
    record Heading(String messageId, String from, String date, String hostname) {}

    /** Whether octets beyond ASCII are in what {@link #octets} gives. */
    boolean isEightBit() {
        var excerpt = findings.excerpt();
        return form == Form.UTF_8 || (excerpt.isWhole() && !excerpt.isAscii() && !excerpt.isInternational());
    }

    /** Lines ended by CRLF. */
    Buffer octets(Heading heading, MailDate dates) {
        return Written.of(() -> {
            var report = MultipartBuilder.create("report")
                    .addContentTypeParameter(new NameValuePair("report-type", "delivery-status"))
                    .addBodyPart(text(Wording.of(findings, heading.hostname(), dates)))
                    .addBodyPart(status(StatusPart.of(findings, heading.hostname(), dates)))
                    .addBodyPart(returned())
                    .build();
            var message = Message.Builder.of();
            field(message, "Date", heading.date());
            field(message, "From", "Mail Delivery System <" + heading.from() + ">");
            field(message, "To", "<" + Printable.address(findings.sender().toString(), 330, form) + ">");
            field(message, "Subject", Wording.subject(findings));
            field(message, "Message-ID", "<" + heading.messageId() + ">");
            field(message, "Auto-Submitted", "auto-replied");
            field(message, "MIME-Version", "1.0");
            message.setBody(report);
            message.setContentTransferEncoding(isEightBit() ? EIGHT_BIT : SEVEN_BIT);
            return message;
        });
    }

    /** The value is one line that holds nothing but printable characters; in UTF-8 where RFC 6532 lets it be. */
    private static void field(Message.Builder message, String name, String value) throws MimeException {
        message.addField(RawFieldParser.DEFAULT.parseField(ContentUtil.encode(UTF_8, name + ": " + value)));
    }

    private static BodyPart text(String text) {
        boolean ascii = US_ASCII.newEncoder().canEncode(text);
        return part(
                text.getBytes(UTF_8),
                "text/plain",
                ascii ? SEVEN_BIT : QUOTED_PRINTABLE,
                new NameValuePair("charset", ascii ? "us-ascii" : "utf-8"));
    }

    private BodyPart status(String fields) {
        return form == Form.UTF_8
                ? part(fields.getBytes(UTF_8), "message/global-delivery-status", EIGHT_BIT)
                : part(fields.getBytes(US_ASCII), "message/delivery-status", SEVEN_BIT);
    }

    private BodyPart returned() {
        var excerpt = findings.excerpt();
        var octets = excerpt.octets().getBytes();
        var bits = excerpt.isAscii() ? SEVEN_BIT : EIGHT_BIT;
        if (excerpt.isWhole() && excerpt.isInternational()) { // may be encoded (RFC 6532 §3.7), unlike message/rfc822
            return part(octets, "message/global", form == Form.UTF_8 ? EIGHT_BIT : QUOTED_PRINTABLE);
        }
        if (excerpt.isWhole()) {
            return part(octets, "message/rfc822", bits);
        }
        if (excerpt.isFitForLines() && (excerpt.isAscii() || (form == Form.UTF_8 && excerpt.isInternational()))) {
            return part(octets, form == Form.UTF_8 ? "message/global-headers" : "text/rfc822-headers", bits);
        }
        // RFC 6522 §4: headers that are broken may be encoded
        var charset = new NameValuePair(
                "charset", excerpt.isInternational() ? "utf-8" : excerpt.isAscii() ? "us-ascii" : UNKNOWN);
        return part(octets, "text/rfc822-headers", QUOTED_PRINTABLE, charset);
    }

    /** As a text body, so that quoted-printable leaves line ends alone. */
    private static BodyPart part(byte[] octets, String type, String encoding, NameValuePair... parameters) {
        return BodyPartBuilder.create()
                .setBody(BasicBodyFactory.INSTANCE.textBody(octets, US_ASCII))
                .setContentType(type, parameters)
                .setContentTransferEncoding(encoding)
                .build();
    }
}
