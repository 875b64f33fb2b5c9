package io.vouchpost.dsn;

import io.vouchpost.message.MailDate;
import io.vouchpost.smtp.Xtext;
import java.util.regex.Pattern;
import org.apache.james.mime4j.util.MimeUtil;

/** The part for programs: fields for the message, then a group of fields for each recipient (RFC 3464 §2.1). */
final class StatusPart {
    private static final String CRLF = "\r\n";
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private final StringBuilder text = new StringBuilder();
    private final Form form;
    private final MailDate dates;

    private StatusPart(Form form, MailDate dates) {
        this.form = form;
        this.dates = dates;
    }

    /**
     * @param hostname ours
     */
    static String of(Findings findings, String hostname, MailDate dates) {
        var part = new StatusPart(findings.form(), dates);
        part.field("Reporting-MTA", "dns; " + hostname);
        findings.original()
                .envelope()
                .terms()
                .envelopeId()
                .map(id -> Printable.ascii(Xtext.decode(id), 200))
                .filter(id -> !id.isEmpty())
                .ifPresent(id -> part.field("Original-Envelope-Id", id));
        part.field("Arrival-Date", dates.of(findings.accepted()));
        findings.fates().forEach(part::recipient);
        return part.text.toString();
    }

    private void recipient(Fate fate) {
        text.append(CRLF);
        fate.recipient()
                .original()
                .flatMap(TypedAddress::ofOriginal)
                .ifPresent(original -> field("Original-Recipient", original.in(form)));
        field("Final-Recipient", TypedAddress.of(fate.recipient().mailbox()).in(form));
        field("Action", action(fate));
        field("Status", fate.status());
        fate.host().map(StatusPart::mta).ifPresent(host -> field("Remote-MTA", "dns; " + host));
        fate.answer().ifPresent(answer -> field("Diagnostic-Code", folded(diagnosis(fate, answer))));
        fate.lastAttempt().ifPresent(at -> field("Last-Attempt-Date", dates.of(at)));
        fate.triedUntil().ifPresent(until -> field("Will-Retry-Until", dates.of(until)));
    }

    /** RFC 3464 §2.3.3. */
    private static String action(Fate fate) {
        return switch (fate.report()) {
            case FAILURE -> "failed";
            case DELAY -> "delayed";
            case RELAYED -> "relayed";
        };
    }

    /** RFC 3464 §2.3.6: what no next hop said is no reply of SMTP. */
    private static String diagnosis(Fate fate, Answer answer) {
        boolean said = fate.host().isPresent() && answer.code().isPresent();
        return (said ? "smtp; " : "X-Vouchpost; ") + answer.text();
    }

    /** Blanks stand alone in it, so that no line is empty. */
    private static String folded(String words) {
        return MimeUtil.fold(words, "Diagnostic-Code: ".length());
    }

    /** A name, or an address in brackets (RFC 3464 §2.1.2, RFC 5321 §4.1.3); the port has no place here. */
    private static String mta(String host) {
        if (host.indexOf(':') >= 0) {
            return "[IPv6:" + host + "]";
        }
        return IPV4.matcher(host).matches() ? "[" + host + "]" : host;
    }

    /** The value is one printable line of less than 998 octets. */
    private void field(String name, String value) {
        text.append(name).append(": ").append(value).append(CRLF);
    }
}
