package io.vouchpost.dsn;

import io.vouchpost.smtp.Recipient;
import io.vouchpost.spool.Note;
import io.vouchpost.spool.Note.Kind;
import io.vouchpost.spool.Notice;
import io.vouchpost.spool.Report;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is told of one recipient, as its time line gives it.
 *
 * @param ending what decided: REFUSED, EXPIRED or BOUNCED for a failure, DEFERRED for a delay, DELIVERED for a relay
 * @param quoted the entry whose host and reply are shown
 * @param attempts how often it was tried
 * @param lastAttempt when it was tried last
 * @param possiblyDelivered a connection was lost after the final dot
 * @param triedUntil of a delay: when it will be given up
 */
record Fate(
        Recipient recipient,
        Report report,
        Kind ending,
        Optional<Note> quoted,
        int attempts,
        Optional<Instant> lastAttempt,
        boolean possiblyDelivered,
        Optional<Instant> triedUntil) {
    /** A name, an IPv4 address, an IPv6 address in brackets or not; brackets and port are left out. */
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("\\[?((?:[^:\\]]*|[^\\]]*:[^\\]]*:[^\\]]*?))]?(?::\\d{1,5})?");

    private static final Set<Kind> ATTEMPTS = EnumSet.of(Kind.DELIVERED, Kind.REFUSED, Kind.DEFERRED, Kind.LOST);
    private static final Set<Kind> SETBACKS = EnumSet.of(Kind.REFUSED, Kind.DEFERRED, Kind.LOST);
    private static final Set<Kind> FAILURES = EnumSet.of(Kind.REFUSED, Kind.EXPIRED, Kind.BOUNCED);

    /**
     * @param until when a recipient that waits will be given up
     */
    static Fate of(Notice.About about, Instant until) {
        var notes = about.notes();
        var failure = last(notes, FAILURES);
        var ending =
                switch (about.report()) {
                    case FAILURE -> failure.map(Note::kind).orElse(Kind.REFUSED);
                    case DELAY -> Kind.DEFERRED;
                    case RELAYED -> Kind.DELIVERED;
                };
        var quoted =
                switch (ending) {
                    case REFUSED, BOUNCED -> failure;
                    case DELIVERED -> last(notes, EnumSet.of(Kind.DELIVERED));
                    default -> last(notes, SETBACKS);
                };
        return new Fate(
                about.recipient(),
                about.report(),
                ending,
                quoted,
                (int) notes.stream()
                        .filter(note -> ATTEMPTS.contains(note.kind()))
                        .count(),
                last(notes, ATTEMPTS).map(Note::at),
                notes.stream().anyMatch(note -> note.kind() == Kind.LOST),
                about.report() == Report.DELAY ? Optional.of(until) : Optional.empty());
    }

    /** What the host said, or we; empty where there was no attempt. */
    Optional<Answer> answer() {
        return quoted.map(Note::reply).map(Answer::of);
    }

    /** Who said it, by name or IP address; empty: nobody but us. */
    Optional<String> host() {
        return quoted.map(note -> Printable.ascii(note.host(), 300))
                .map(HOST_AND_PORT::matcher)
                .filter(Matcher::matches)
                .map(parts -> parts.group(1))
                .filter(host -> !host.isEmpty());
    }

    /**
     * RFC 3463. What expired has the status of the last attempt, as RFC 3463 §3.5 wants of X.4.7, "the code for the actual
     * problem found"; it stays 4.y.z with a failure, which says that sending it again may succeed (RFC 3463 §2, RFC 3464
     * §2.3.4; Postfix does the same).
     */
    String status() {
        return switch (ending) {
            case DELIVERED -> statusOr("2", "2.0.0");
            case EXPIRED ->
                answer().flatMap(answer -> answer.status("4"))
                        .filter(status -> !status.equals("4.0.0"))
                        .orElse("4.4.7");
            case DEFERRED -> statusOr("4", "4.0.0");
            default -> statusOr("5", "5.0.0");
        };
    }

    private String statusOr(String classes, String otherwise) {
        return answer().flatMap(answer -> answer.status(classes)).orElse(otherwise);
    }

    private static Optional<Note> last(List<Note> notes, Set<Kind> kinds) {
        return notes.stream().filter(note -> kinds.contains(note.kind())).reduce((earlier, later) -> later);
    }
}
