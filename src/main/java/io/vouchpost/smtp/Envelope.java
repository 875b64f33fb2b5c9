package io.vouchpost.smtp;

import java.util.List;
import java.util.Optional;

/**
 * The envelope of a message (RFC 5321 §2.3.1).
 *
 * @param reversePath where failures go; empty is the null sender {@code <>}
 * @param recipients the forward-paths, in the order given, each as often as given
 * @param body what BODY= declared
 * @param smtpUtf8 whether SMTPUTF8 was asked for (RFC 6531 §3.4)
 */
public record Envelope(Optional<Mailbox> reversePath, List<Mailbox> recipients, BodyType body, boolean smtpUtf8) {

    /** RFC 6152 §3. Without BODY= the content is taken as it comes. */
    public enum BodyType {
        UNDECLARED,
        SEVEN_BIT,
        EIGHT_BIT_MIME
    }

    public Envelope {
        recipients = List.copyOf(recipients);
    }
}
