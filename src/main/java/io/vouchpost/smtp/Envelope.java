package io.vouchpost.smtp;

import java.util.List;
import java.util.Optional;

/**
 * The envelope of a message (RFC 5321 §2.3.1).
 *
 * @param reversePath where failures go; empty is the null sender {@code <>}
 * @param recipients in the order given, each as often as given
 * @param body what BODY= declared
 * @param smtpUtf8 whether SMTPUTF8 was asked for (RFC 6531 §3.4)
 * @param terms what else was asked for
 */
public record Envelope(
        Optional<Mailbox> reversePath, List<Recipient> recipients, BodyType body, boolean smtpUtf8, Terms terms) {

    /** RFC 6152 §3. Without BODY= the content is taken as it comes. */
    public enum BodyType {
        UNDECLARED,
        SEVEN_BIT,
        EIGHT_BIT_MIME
    }

    public Envelope {
        recipients = List.copyOf(recipients);
    }

    /** The same message for these recipients only. */
    public Envelope to(List<Recipient> some) {
        return new Envelope(reversePath, some, body, smtpUtf8, terms);
    }
}
