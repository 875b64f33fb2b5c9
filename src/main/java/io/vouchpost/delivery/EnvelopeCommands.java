package io.vouchpost.delivery;

import io.vouchpost.smtp.Envelope;
import io.vouchpost.smtp.Envelope.BodyType;
import io.vouchpost.smtp.Mailbox;
import io.vouchpost.smtp.Recipient;
import io.vouchpost.smtp.Xtext;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * MAIL and RCPT with those of their parameters that the next hop knows. What the client asked for goes on as it wrote it;
 * what it did not ask for is not added, but for the submitter's address.
 */
record EnvelopeCommands(Envelope envelope, Extensions extensions, Trust trust) {

    /** RFC 6531 §3.4: where the client asked for it, or an address cannot be written without. */
    boolean needSmtpUtf8() {
        return envelope.smtpUtf8()
                || !envelope.reversePath().map(Mailbox::isAscii).orElse(true)
                || !envelope.recipients().stream().map(Recipient::mailbox).allMatch(Mailbox::isAscii);
    }

    String mail(Outgoing outgoing) {
        var mail = new StringBuilder("MAIL FROM:<").append(reversePath()).append('>');
        if (extensions.size()) {
            mail.append(" SIZE=").append(outgoing.size());
        }
        if (outgoing.body() == BodyType.EIGHT_BIT_MIME && extensions.eightBitMime()) {
            mail.append(" BODY=8BITMIME");
        }
        if (needSmtpUtf8()) {
            mail.append(" SMTPUTF8");
        }
        if (envelope.terms().requireTls()) {
            mail.append(" REQUIRETLS");
        }
        if (extensions.dsn()) {
            envelope.terms().returned().ifPresent(part -> mail.append(" RET=").append(part));
            envelope.terms().envelopeId().ifPresent(id -> mail.append(" ENVID=").append(id));
        }
        if (trust.submitters() && extensions.auth()) {
            submitter().ifPresent(who -> mail.append(" AUTH=").append(who));
        }
        return mail.toString();
    }

    String rcpt(Recipient recipient) {
        var rcpt = new StringBuilder("RCPT TO:<").append(recipient).append('>');
        if (extensions.dsn()) { // RFC 3461 §5.2.1: as received, and nothing where nothing was
            if (!recipient.occasions().isEmpty()) {
                rcpt.append(" NOTIFY=")
                        .append(recipient.occasions().stream()
                                .sorted()
                                .map(Enum::name)
                                .collect(Collectors.joining(",")));
            }
            recipient.original().ifPresent(original -> rcpt.append(" ORCPT=").append(original));
        }
        return rcpt.toString();
    }

    String reversePath() {
        return envelope.reversePath().map(Mailbox::toString).orElse("");
    }

    /**
     * RFC 4954 §5: what the client said. Where it said nothing, the server may give the client's address; the reverse-path is
     * one, as nobody may send from an address that is not his. The null reverse-path names nobody, and then the next hop may
     * take our own log-in for the submitter, which for our own notifications is right.
     */
    private Optional<String> submitter() {
        return envelope.terms()
                .submitter()
                .or(() -> envelope.reversePath().map(Mailbox::toString).map(Xtext::encode));
    }
}
