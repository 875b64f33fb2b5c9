package io.vouchpost.cli;

import io.vertx.core.Future;
import io.vouchpost.audit.AuditSearch;
import io.vouchpost.audit.Evidence;
import io.vouchpost.config.Settings;
import io.vouchpost.probe.Arrival;
import io.vouchpost.probe.Outcome;
import io.vouchpost.probe.Submitted;
import io.vouchpost.spool.Inspected;
import io.vouchpost.spool.Inspected.Recipient;
import io.vouchpost.spool.Queue;
import io.vouchpost.spool.State;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a Vouchpost itself knows of the test message: in its queue, or in its audit log where it was handed on at once. */
record QueueArrival(Settings settings, Queue queue) implements Arrival {
    private static final String REMEDY = "vouchpost queue show ";

    @Override
    public String place() {
        return "the queue and the audit log of this Vouchpost";
    }

    @Override
    public Optional<Sighting> look(Submitted message) {
        var reference = message.queueId();
        if (reference.isEmpty()) {
            return Optional.of(new Sighting(
                    Outcome.WARN, "the server gave the message no number to look for", "is it a Vouchpost?"));
        }
        try {
            var found = OnDatabase.await(queue.show(reference));
            return found.isPresent() ? standing(found.get()) : handedOn(reference);
        } catch (Exception e) {
            return Optional.of(new Sighting(
                    Outcome.WARN, "the queue cannot be asked: " + e.getMessage(), REMEDY + reference + " tries again"));
        }
    }

    /** The best of news comes last: as long as there may be more, nothing is said. */
    private static Optional<Sighting> standing(Inspected message) {
        var remedy = REMEDY + message.message();
        for (var recipient : message.recipients()) {
            var last = last(recipient);
            switch (recipient.state()) {
                case FAILED, REMOVED -> {
                    return Optional.of(new Sighting(
                            Outcome.FAILED, "for " + recipient.path() + " it was given up" + last, remedy));
                }
                case HELD -> {
                    return Optional.of(
                            new Sighting(Outcome.WARN, "for " + recipient.path() + " it is held" + last, remedy));
                }
                case WAITING -> {
                    return recipient.attempts() == 0
                            ? Optional.empty()
                            : Optional.of(new Sighting(
                                    Outcome.WARN,
                                    "for " + recipient.path() + " it waits to be tried again" + last,
                                    remedy));
                }
                case READY, LEASED -> {
                    return Optional.empty();
                }
                case DELIVERED -> {
                    // so far, so good
                }
            }
        }
        return Optional.of(new Sighting(
                Outcome.OK,
                "the next hop has it: "
                        + message.recipients().stream()
                                .filter(recipient -> recipient.state() == State.DELIVERED)
                                .map(recipient -> recipient.path() + last(recipient))
                                .collect(Collectors.joining("; ")),
                ""));
    }

    private static String last(Recipient recipient) {
        var notes = recipient.notes();
        if (notes.isEmpty()) {
            return "";
        }
        var note = notes.get(notes.size() - 1);
        return (note.host().isEmpty() ? "" : " at " + note.host())
                + (note.reply().isEmpty() ? "" : ", " + note.reply());
    }

    /** On this machine's audit log; a message that was handed on at once was never in the queue. */
    private Optional<Sighting> handedOn(String reference) {
        var search = new AuditSearch(settings.audit());
        Evidence files = filter -> Future.succeededFuture(search.find(filter));
        return files.why(reference)
                .result()
                .filter(event -> "submission".equals(event.getString("event")))
                .map(event -> new Sighting(
                        Outcome.OK, "handed on at once, to " + event.getString("nextHop", "the next hop"), ""));
    }
}
