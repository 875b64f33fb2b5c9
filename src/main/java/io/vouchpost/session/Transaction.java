package io.vouchpost.session;

import io.vouchpost.smtp.Command;
import io.vouchpost.smtp.Envelope;
import io.vouchpost.smtp.Recipient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A mail transaction (RFC 5321 §3.3): from MAIL until the message is answered, or RSET. */
final class Transaction {
    private final Command.Mail mail;
    private final String identity;
    private final Optional<Instant> release;
    private final List<Recipient> recipients = new ArrayList<>();
    private Optional<IncomingMessage> message = Optional.empty();

    /**
     * @param identity the one that allowed the sender
     * @param release not to be sent before
     */
    Transaction(Command.Mail mail, String identity, Optional<Instant> release) {
        this.mail = mail;
        this.identity = identity;
        this.release = release;
    }

    String identity() {
        return identity;
    }

    Optional<Instant> release() {
        return release;
    }

    boolean smtpUtf8() {
        return mail.smtpUtf8();
    }

    void add(Recipient recipient) {
        recipients.add(recipient);
    }

    int recipients() {
        return recipients.size();
    }

    Envelope envelope() {
        return new Envelope(mail.reversePath(), recipients, mail.body(), mail.smtpUtf8(), mail.terms());
    }

    void begin(IncomingMessage coming) {
        message = Optional.of(coming);
    }

    /** What has come of the message; empty before DATA or BDAT. */
    Optional<IncomingMessage> message() {
        return message;
    }

    /** It is over, and the message is not wanted. */
    void abandon() {
        message.ifPresent(IncomingMessage::discard);
        message = Optional.empty();
    }
}
