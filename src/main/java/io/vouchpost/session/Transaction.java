package io.vouchpost.session;

import io.vouchpost.smtp.Command;
import io.vouchpost.smtp.Envelope;
import io.vouchpost.smtp.Mailbox;
import io.vouchpost.smtp.Recipient;
import io.vouchpost.smtp.Terms;
import java.util.ArrayList;
import java.util.List;

/** A mail transaction (RFC 5321 §3.3): from MAIL until the message is answered, or RSET. */
final class Transaction {
    private final Command.Mail mail;
    private final String identity;
    private final List<Recipient> recipients = new ArrayList<>();

    /**
     * @param identity the one that allowed the sender
     */
    Transaction(Command.Mail mail, String identity) {
        this.mail = mail;
        this.identity = identity;
    }

    String identity() {
        return identity;
    }

    boolean smtpUtf8() {
        return mail.smtpUtf8();
    }

    void add(Mailbox recipient) {
        recipients.add(Recipient.of(recipient));
    }

    int recipients() {
        return recipients.size();
    }

    Envelope envelope() {
        return new Envelope(mail.reversePath(), recipients, mail.body(), mail.smtpUtf8(), Terms.NONE);
    }
}
