package io.vouchpost.verticle;

import io.vouchpost.audit.AuditTrail;
import io.vouchpost.audit.Event;
import io.vouchpost.spool.Note;
import io.vouchpost.spool.Parcel;
import io.vouchpost.spool.Progress;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/** Attempts to deliver out of the spool, on their way to the audit log. */
record DeliveryTrail(AuditTrail trail) implements BiConsumer<Parcel, List<Progress>> {

    @Override
    public void accept(Parcel parcel, List<Progress> progress) {
        var submission = parcel.submission();
        var recipients = submission.envelope().recipients();
        IntStream.range(0, progress.size()).forEach(i -> progress.get(i)
                .note()
                .ifPresent(note -> trail.record(new Event.Delivery(
                        note.at(),
                        submission.id(),
                        submission.account(),
                        recipients.get(i).toString(),
                        outcome(note),
                        note.host(),
                        note.reply()))));
    }

    private static String outcome(Note note) {
        return note.kind() == Note.Kind.LOST
                ? "possibly delivered"
                : note.kind().name().toLowerCase(Locale.ROOT);
    }
}
