package io.vouchpost.dsn;

import io.vertx.core.Future;
import io.vouchpost.config.NotificationSettings;
import io.vouchpost.message.Content;
import io.vouchpost.message.MailDate;
import io.vouchpost.message.Submission;
import io.vouchpost.smtp.Envelope;
import io.vouchpost.smtp.Envelope.BodyType;
import io.vouchpost.smtp.Mailbox;
import io.vouchpost.smtp.Recipient;
import io.vouchpost.smtp.Recipient.Occasion;
import io.vouchpost.smtp.Terms;
import io.vouchpost.spool.Notice;
import io.vouchpost.spool.Report;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Writes to senders what became of their mail. Only the reverse-path of a message that an account has submitted is ever
 * written to, and only from the null sender and with NOTIFY=NEVER, so that nothing is ever told of a notification (RFC 5321
 * §4.5.5, RFC 3461 §6.1).
 */
public final class Notifier {
    /** RFC 8689 §4.2.1. */
    private static final String WITHOUT_REQUIRETLS = "5.7.30";

    private final String hostname;
    private final NotificationSettings settings;
    private final Deadline deadline;
    private final Clock clock;
    private final Supplier<String> ids;

    /** Until when a recipient that waits is tried. */
    @FunctionalInterface
    public interface Deadline {
        Instant of(Notice notice, Notice.About about);
    }

    /**
     * @param hostname of this gateway
     * @param clock says when, and in which zone dates are written
     * @param ids for notifications: unique, of letters, digits, dots and hyphens
     */
    public Notifier(
            String hostname, NotificationSettings settings, Deadline deadline, Clock clock, Supplier<String> ids) {
        this.hostname = Printable.ascii(hostname, 255);
        this.settings = settings;
        this.deadline = deadline;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * One notification for all recipients of the notice whose sender wants to hear of them, ready for the spool. The content of
     * the message is read, not released; that of the notification is in memory.
     *
     * @return empty: nobody is there to be told; failed when the message cannot be read
     */
    public Future<Optional<Submission>> compose(Notice notice) {
        var fates = notice.recipients().stream()
                .filter(Notifier::isWanted)
                .map(about -> Fate.of(about, deadline.of(notice, about)))
                .toList();
        var original = notice.submission();
        var sender = original.envelope().reversePath();
        if (fates.isEmpty() || sender.isEmpty() || original.account().isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        return excerpt(original, fates)
                .map(excerpt ->
                        Optional.of(write(new Findings(sender.get(), original, notice.accepted(), fates, excerpt))));
    }

    /** RFC 3461 §6.2; of what was relayed only who asked hears. */
    private static boolean isWanted(Notice.About about) {
        return about.recipient()
                .wants(
                        switch (about.report()) {
                            case FAILURE -> Occasion.FAILURE;
                            case DELAY -> Occasion.DELAY;
                            case RELAYED -> Occasion.SUCCESS;
                        });
    }

    /** RET= is about failures only (RFC 3461 §4.3); with REQUIRETLS it counts as HDRS (RFC 8689 §5). */
    private Future<Excerpt> excerpt(Submission original, List<Fate> fates) {
        if (isRedacted(original, fates)) {
            return Future.succeededFuture(Excerpt.nothing());
        }
        boolean failed = fates.stream().anyMatch(fate -> fate.report() == Report.FAILURE);
        boolean asked = original.envelope().terms().returned().equals(Optional.of(Terms.Return.FULL));
        boolean fits = original.content().size() <= settings.returnedOctets();
        boolean secret = original.envelope().terms().requireTls();
        return failed && asked && fits && !secret ? Excerpt.whole(original) : Excerpt.header(original);
    }

    /**
     * A next hop without REQUIRETLS is likely to be the one on the way to the sender, too, where a notification that needs
     * it would be lost. Such a one goes without it, and without anything out of the message (RFC 8689 §5).
     */
    private static boolean isRedacted(Submission original, List<Fate> fates) {
        return original.envelope().terms().requireTls()
                && fates.stream().map(Fate::status).anyMatch(WITHOUT_REQUIRETLS::equals);
    }

    private Submission write(Findings findings) {
        var id = ids.get();
        var dates = new MailDate(clock.getZone());
        var composition = new Composition(findings);
        var heading = new Composition.Heading(
                id + "@" + hostname,
                settings.from().orElse("mailer-daemon@" + hostname),
                dates.of(clock.instant()),
                hostname);
        return new Submission(
                id,
                findings.original().account(),
                envelope(findings, composition.isEightBit()),
                "",
                Content.of(composition.octets(heading, dates)),
                Optional.empty(),
                Optional.empty());
    }

    /** RFC 8689 §5: what had to be protected by TLS has to be when it comes back, too. */
    private static Envelope envelope(Findings findings, boolean eightBit) {
        var original = findings.original();
        var terms = new Terms(
                Optional.empty(),
                Optional.empty(),
                original.envelope().terms().requireTls() && !isRedacted(original, findings.fates()),
                Optional.empty(),
                Optional.empty());
        return new Envelope(
                Optional.empty(),
                List.of(addressee(findings.sender())),
                eightBit ? BodyType.EIGHT_BIT_MIME : BodyType.SEVEN_BIT,
                findings.form() == Form.UTF_8,
                terms);
    }

    private static Recipient addressee(Mailbox sender) {
        return new Recipient(sender, Set.of(Occasion.NEVER), Optional.empty());
    }
}
