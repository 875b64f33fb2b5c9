package io.vouchpost.delivery;

import io.vertx.core.Future;
import io.vouchpost.config.DeliverySettings;
import io.vouchpost.config.DeliverySettings.Acknowledge;
import io.vouchpost.delivery.Waypoints.Waypoint;
import io.vouchpost.message.Submission;
import io.vouchpost.smtp.Replies;
import io.vouchpost.smtp.Reply;
import io.vouchpost.spool.Answered;
import io.vouchpost.spool.Kept;
import io.vouchpost.spool.Note;
import io.vouchpost.spool.Progress;
import io.vouchpost.spool.Spool;
import io.vouchpost.spool.State;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages in: what the client is answered, and who has the message then. 250 is said when somebody durable has it:
 * the next hop, or the spool. A second copy of a message gets the answer of the first. Belongs to one context.
 */
public final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private final Supplier<DeliverySettings> settings;
    private final Relay relay;
    private final Spool spool;
    private final LongFunction<Optional<String>> room;
    private final Sequel sequel;
    private final Clock clock;
    private final Waypoints waypoints;
    private final Map<String, Future<Receipt>> underWay = new HashMap<>();

    /**
     * @param room says what is in the way of so many octets more in the spool
     */
    public Intake(
            Supplier<DeliverySettings> settings,
            Relay relay,
            Spool spool,
            LongFunction<Optional<String>> room,
            RetrySchedule schedule,
            Clock clock,
            Waypoints waypoints) {
        this.settings = settings;
        this.relay = relay;
        this.spool = spool;
        this.room = room;
        this.sequel = new Sequel(schedule);
        this.clock = clock;
        this.waypoints = waypoints;
    }

    /** Does not fail. The content is not released here, and not read any more when the receipt is there. */
    public Future<Receipt> post(Submission submission) {
        return submission
                .fingerprint()
                .map(fingerprint -> once(fingerprint, submission))
                .orElseGet(() -> accept(submission));
    }

    private Future<Receipt> once(String fingerprint, Submission submission) {
        var first = underWay.get(fingerprint);
        if (first != null) {
            return first;
        }
        var receipt = answered(fingerprint)
                .compose(answer -> answer.isPresent()
                        ? Future.succeededFuture(again(submission, answer.get()))
                        : accept(submission));
        if (!receipt.isComplete()) {
            underWay.put(fingerprint, receipt);
            receipt.onComplete(done -> underWay.remove(fingerprint));
        }
        return receipt;
    }

    /** An outage is no reason to take nothing: at worst there is a second copy. */
    private Future<Optional<Answered>> answered(String fingerprint) {
        return spool.answered(fingerprint, settings.get().duplicates()).otherwise(Optional.empty());
    }

    private static Receipt again(Submission submission, Answered first) {
        LOG.info("{} is a second copy of {}", submission.id(), first.message());
        return new Receipt.Taken(first.reply(), "second copy of " + first.message());
    }

    private Future<Receipt> accept(Submission submission) {
        var now = clock.instant();
        var release = submission.release().filter(now::isBefore);
        if (release.isPresent()) {
            var later = new Progress(State.WAITING, release.get(), Optional.empty(), Optional.empty());
            return keepAll(submission, later);
        }
        return settings.get().acknowledge() == Acknowledge.SPOOLED
                ? keepAll(submission, Progress.ready(now))
                : relay(submission);
    }

    private Future<Receipt> keepAll(Submission submission, Progress progress) {
        var entries = relay.routes(submission).stream()
                .map(route -> new Kept.Entry(route.name(), progress))
                .toList();
        return keep(submission, entries, Replies.accepted(submission.id()));
    }

    private Future<Receipt> relay(Submission submission) {
        return relay.send(submission, Leeway.of(settings.get().relayTimeout())).compose(outcomes -> {
            if (outcomes.stream().anyMatch(Outcome.Relayed.class::isInstance)) {
                waypoints.reached(Waypoint.RELAYED);
            }
            return answer(submission, outcomes);
        });
    }

    private Future<Receipt> answer(Submission submission, List<Outcome> outcomes) {
        if (outcomes.stream().allMatch(Outcome.Refused.class::isInstance)) {
            return Future.succeededFuture(refused((Outcome.Refused) outcomes.get(0)));
        }
        var entries = entries(submission, outcomes);
        if (entries.stream().map(Kept.Entry::progress).allMatch(Intake::isDone)) {
            return Future.succeededFuture(relayed(submission, outcomes));
        }
        var id = submission.id();
        var everywhere = outcomes.stream().allMatch(Outcome.Relayed.class::isInstance);
        return keep(submission, entries, everywhere ? Replies.posted(id) : Replies.accepted(id));
    }

    /** Nobody is to be told, of a refusal either (NOTIFY=NEVER): kept, it would never come to an end. */
    private static boolean isDone(Progress progress) {
        return progress.state().isFinal() && progress.report().isEmpty();
    }

    private List<Kept.Entry> entries(Submission submission, List<Outcome> outcomes) {
        var now = clock.instant();
        var envelope = submission.envelope();
        var routes = relay.routes(submission);
        return IntStream.range(0, outcomes.size())
                .mapToObj(i -> new Kept.Entry(
                        routes.get(i).name(),
                        sequel.of(
                                outcomes.get(i),
                                envelope,
                                envelope.recipients().get(i),
                                routes.get(i).retry(),
                                Sequel.Before.anyAttempt(now),
                                now)))
                .toList();
    }

    private Receipt relayed(Submission submission, List<Outcome> outcomes) {
        var reply = Replies.posted(submission.id());
        submission.fingerprint().ifPresent(fingerprint -> spool.remember(fingerprint, submission.id(), reply)
                .onFailure(fault -> LOG.warn("{} will not be known again: {}", submission.id(), fault.getMessage())));
        return new Receipt.Taken(
                reply, outcomes.stream().map(Intake::said).distinct().collect(Collectors.joining("; ")));
    }

    private static String said(Outcome outcome) {
        if (outcome instanceof Outcome.Relayed relayed) {
            return relayed.host() + ": " + relayed.reply();
        }
        return outcome instanceof Outcome.Refused refused
                ? refused.host() + " refused: " + refused.reply()
                : ((Outcome.Deferred) outcome).cause();
    }

    private static Receipt refused(Outcome.Refused refused) {
        return new Receipt.Declined(
                refused.reply(),
                "delivery.routes",
                refused.host() + " refused: " + refused.reply(),
                "ask those who run " + refused.host());
    }

    private Future<Receipt> keep(Submission submission, List<Kept.Entry> entries, Reply reply) {
        var begun = entries.stream().map(Kept.Entry::progress).anyMatch(Intake::mayBeThere);
        var objection = room.apply(submission.content().size());
        if (objection.isPresent() && !begun) { // or those who have it would get it again
            return Future.succeededFuture(new Receipt.Declined(
                    Replies.noRoom(),
                    "delivery.spool",
                    objection.get(),
                    "look at vouchpost queue summary; raise delivery.spool.bytes, or give the disk room"));
        }
        waypoints.reached(Waypoint.BEFORE_COMMIT);
        return spool.keep(new Kept(submission, entries, Optional.of(reply)))
                .map(kept -> kept(reply))
                .otherwise(fault -> notKept(submission, fault));
    }

    private static boolean mayBeThere(Progress progress) {
        return progress.state() == State.DELIVERED
                || progress.note().filter(note -> note.kind() == Note.Kind.LOST).isPresent();
    }

    private Receipt kept(Reply reply) {
        waypoints.reached(Waypoint.COMMITTED);
        return new Receipt.Taken(reply, "spool");
    }

    private static Receipt notKept(Submission submission, Throwable fault) {
        LOG.warn("{} cannot be kept in the spool: {}", submission.id(), fault.getMessage());
        return new Receipt.Declined(
                Replies.spoolOutage(),
                "delivery.spool",
                String.valueOf(fault.getMessage()),
                "look at the database; the client tries again");
    }
}
