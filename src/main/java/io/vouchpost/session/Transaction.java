package io.vouchpost.session;

import io.vouchpost.policy.Ruling;
import io.vouchpost.smtp.Command;
import io.vouchpost.smtp.Envelope;
import io.vouchpost.smtp.Mailbox;
import io.vouchpost.smtp.Recipient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A mail transaction (RFC 5321 §3.3): from MAIL until the message is answered, or RSET. */
final class Transaction {
    private final Command.Mail mail;
    private final Ruling.Allowed sender;
    private final Optional<Instant> release;
    private final List<Recipient> recipients = new ArrayList<>();
    private Optional<IncomingMessage> message = Optional.empty();

    /**
     * @param sender what allows the sender
     * @param release not to be sent before
     */
    Transaction(Command.Mail mail, Ruling.Allowed sender, Optional<Instant> release) {
        this.mail = mail;
        this.sender = sender;
        this.release = release;
    }

    /** The identity that allowed the sender; empty where none did, and it was only reported. */
    String identity() {
        return sender.identity();
    }

    /** The sender, where the header has to say who really sends. */
    Optional<Mailbox> onBehalfOf() {
        return mail.reversePath().filter(it -> sender.onBehalf());
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

    /** Their addresses, normalized, and that of one more. */
    List<String> recipientsAnd(Recipient another) {
        return Stream.concat(recipients.stream(), Stream.of(another))
                .map(recipient -> recipient.mailbox().normalized())
                .toList();
    }

    /** What SIZE= declared; 0 where it did not stand there. */
    long declared() {
        return mail.size().orElse(0);
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
