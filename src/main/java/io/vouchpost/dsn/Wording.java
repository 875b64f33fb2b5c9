package io.vouchpost.dsn;

import io.vouchpost.message.MailDate;
import io.vouchpost.spool.Note.Kind;
import io.vouchpost.spool.Report;
import java.time.Instant;
import java.util.List;

/**
 * What a person reads: all the words of it stand here. Plain English, short sentences; what happened, why, what will happen,
 * what they can do.
 */
final class Wording {
    private static final String CRLF = "\r\n";
    private static final int WIDTH = 76;

    private final StringBuilder text = new StringBuilder();
    private final Findings findings;
    private final MailDate dates;

    private Wording(Findings findings, MailDate dates) {
        this.findings = findings;
        this.dates = dates;
    }

    /** {@code Subject:} of the notification. */
    static String subject(Findings findings) {
        int failures = findings.of(Report.FAILURE).size();
        if (failures > 0) {
            int all = findings.original().envelope().recipients().size();
            return "Your message could not be delivered" + (failures < all ? " to everyone" : "");
        }
        return findings.of(Report.DELAY).isEmpty() ? "Your message was handed on" : "Your message is late";
    }

    /**
     * The part for people, lines ended by CRLF.
     *
     * @param hostname ours
     */
    static String of(Findings findings, String hostname, MailDate dates) {
        var wording = new Wording(findings, dates);
        wording.opening(hostname);
        wording.group(Report.FAILURE, "It could not be delivered to:", "It will not be tried again.");
        wording.group(Report.DELAY, "It is late for:", "You need not send it again: the gateway goes on trying.");
        wording.group(Report.RELAYED, "It was handed on, as you asked to be told, for:", "");
        wording.closing();
        return wording.text.toString();
    }

    private void opening(String hostname) {
        var named = findings.subject().map(subject -> " \"" + subject + "\"").orElse("");
        paragraph(
                "",
                "This is the mail gateway " + hostname + ". It reports on your message" + named + ", which it took on "
                        + dates.of(findings.accepted()) + ".");
    }

    private void group(Report report, String before, String after) {
        var fates = findings.of(report);
        if (fates.isEmpty()) {
            return;
        }
        text.append(CRLF);
        paragraph("", before);
        fates.forEach(this::recipient);
        if (!after.isEmpty()) {
            text.append(CRLF);
            paragraph("", after);
        }
    }

    private void recipient(Fate fate) {
        text.append(CRLF);
        paragraph("  ", Printable.address(fate.recipient().toString(), 330, Form.UTF_8));
        paragraph("    ", happened(fate));
        fate.answer().ifPresent(answer -> paragraph("      ", answer.text()));
        boolean doubtful = fate.possiblyDelivered() && fate.report() != Report.RELAYED;
        if (doubtful) {
            paragraph("    ", doubt(fate));
        }
        if (!doubtful || fate.ending() != Kind.EXPIRED) {
            paragraph("    ", outlook(fate));
        }
    }

    private String happened(Fate fate) {
        var when = fate.quoted().map(note -> " on " + dates.of(note.at())).orElse("");
        return switch (fate.ending()) {
            case DELIVERED -> fate.host().orElse("The next mail server") + " took it" + when + colon(fate);
            case BOUNCED -> "Those who run this gateway sent it back" + when + colon(fate);
            case EXPIRED, DEFERRED -> tried(fate, when);
            default ->
                fate.host().map(host -> host + " refused it").orElse("This gateway could not send it on")
                        + when
                        + colon(fate);
        };
    }

    private static String tried(Fate fate, String when) {
        var where = fate.host().map(host -> " at " + host).orElse("");
        return switch (fate.attempts()) {
            case 0 -> "It could not be tried" + colon(fate);
            case 1 -> "It was tried once," + when + where + colon(fate);
            default -> "It was tried " + fate.attempts() + " times, the last time" + when + where + colon(fate);
        };
    }

    private static String colon(Fate fate) {
        return fate.answer().isPresent() ? ":" : ".";
    }

    private static String doubt(Fate fate) {
        return "One time the connection was lost at the very end, so it may have been delivered"
                + (fate.report() == Report.DELAY
                        ? " already, and may arrive twice."
                        : ". Ask the recipient before you send it again.");
    }

    private String outlook(Fate fate) {
        return switch (fate.ending()) {
            case DELIVERED -> "Whether it arrives is not told to this gateway any more.";
            case DEFERRED -> "It is tried until " + dates.of(fate.triedUntil().orElse(Instant.EPOCH)) + ".";
            case BOUNCED -> "Ask your administrator, and give the reference below.";
            default -> Advice.on(fate.status(), fate.ending() == Kind.EXPIRED);
        };
    }

    private void closing() {
        text.append(CRLF);
        paragraph(
                "",
                "Reference: " + findings.original().id() + ". Give it to your administrator when you ask for help.");
        paragraph(
                "",
                findings.excerpt().isEmpty()
                        ? "Attached is the same for programs to read. Nothing of your message is shown, because it must go"
                                + " only where its protection is certain."
                        : "Attached is the same for programs to read, and "
                                + (findings.excerpt().isWhole() ? "your message." : "the header of your message."));
    }

    /** Words that are longer than a line stand on a line of their own. */
    private void paragraph(String indent, String words) {
        var line = new StringBuilder(indent);
        for (String word : List.of(words.split(" +"))) {
            if (line.length() > indent.length() && line.length() + 1 + word.length() > WIDTH) {
                text.append(line).append(CRLF);
                line.setLength(indent.length());
            }
            line.append(line.length() > indent.length() ? " " : "").append(word);
        }
        text.append(line).append(CRLF);
    }

    /** What can be done about a failure, by its status (RFC 3463 §3). */
    private static final class Advice {
        private Advice() {}

        static String on(String status, boolean expired) {
            var detail = status.substring(2);
            return switch (detail) {
                case "1.7", "1.8" -> "It was your own address that was not taken: ask your administrator.";
                case "2.2" -> "The mailbox is full: try again in some days, or reach them another way.";
                case "2.3", "3.4" -> "The message is too large for them: send it without attachments, or in parts.";
                case "4.6" -> "It went round in circles between mail servers: ask your administrator.";
                case "6.7" -> "Their mail server takes no addresses with letters beyond a to z: use another one.";
                default -> bySubject(detail, expired);
            };
        }

        private static String bySubject(String detail, boolean expired) {
            if (expired) {
                return "You can send it again later, or reach them another way.";
            }
            return switch (detail.charAt(0)) {
                case '1' -> "Check the address for mistakes, then send the message again.";
                case '2' -> "The mailbox takes no mail at present: reach them another way.";
                case '6' -> "Their mail server cannot take this kind of message: try plain text.";
                case '7' ->
                    "A rule forbids it: ask the recipient, or your administrator, and give the reference below.";
                default -> "If the reason above does not help, ask your administrator, and give the reference below.";
            };
        }
    }
}
