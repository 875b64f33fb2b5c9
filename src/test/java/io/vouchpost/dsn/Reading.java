package io.vouchpost.dsn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.message.Submission;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.angus.mail.dsn.DeliveryStatus;
import org.eclipse.angus.mail.dsn.MultipartReport;

/** A notification as Angus Mail understands it, which has a reader of its own for reports. */
record Reading(MimeMessage message, MultipartReport report) {

    static Reading of(Optional<Submission> notification) throws Exception {
        assertThat(notification).isPresent();
        var message = Story.read(notification.orElseThrow());
        assertThat(message.isMimeType("multipart/report")).isTrue();
        return new Reading(message, (MultipartReport) message.getContent());
    }

    String header(String name) throws MessagingException {
        return String.join("|", message.getHeader(name));
    }

    String text() throws Exception {
        return new String(part(0).getInputStream().readAllBytes(), UTF_8);
    }

    BodyPart part(int number) throws MessagingException {
        return report.getBodyPart(number);
    }

    /** Decoded. */
    String octets(int number) throws MessagingException, IOException {
        return new String(part(number).getInputStream().readAllBytes(), UTF_8);
    }

    /** Of a part whose quoted-printable is left as it is. */
    String decoded(int number) throws MessagingException, IOException {
        var decoding = MimeUtility.decode(part(number).getInputStream(), "quoted-printable");
        return new String(decoding.readAllBytes(), UTF_8);
    }

    DeliveryStatus status() throws Exception {
        return new DeliveryStatus(part(1).getInputStream());
    }

    String message(String field) throws Exception {
        return first(status().getMessageDSN(), field);
    }

    String recipient(int number, String field) throws Exception {
        return first(status().getRecipientDSN(number), field);
    }

    int recipients() throws Exception {
        return status().getRecipientDSNCount();
    }

    /** Unfolded; {@code -} where there is none. */
    private static String first(InternetHeaders fields, String name) {
        var values = fields.getHeader(name);
        return values == null ? "-" : String.join("|", values).replaceAll("\r\n[ \t]", " ");
    }
}
