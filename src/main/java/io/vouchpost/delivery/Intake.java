package io.vouchpost.delivery;

import io.vertx.core.Future;
import io.vouchpost.config.DeliverySettings;
import io.vouchpost.config.DeliverySettings.Acknowledge;
import io.vouchpost.delivery.Waypoints.Waypoint;
import io.vouchpost.message.Custody;
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
    private final Warden warden;
    private final Sequel sequel;
    private final Clock clock;
    private final Waypoints waypoints;
    private final Map<String, Pending> underWay = new HashMap<>();

    /** A message that has no answer yet. */
    private record Pending(String id, Future<Receipt> receipt) {}

    /**
     * @param room says what is in the way of so many octets more in the spool
     * @param warden says whose mail is accepted and then held
     */
    public Intake(
            Supplier<DeliverySettings> settings,
            Relay relay,
            Spool spool,
            LongFunction<Optional<String>> room,
            Warden warden,
            RetrySchedule schedule,
            Clock clock,
            Waypoints waypoints) {
        this.settings = settings;
        this.relay = relay;
        this.spool = spool;
        this.room = room;
        this.warden = warden;
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
            return first.receipt().map(receipt -> again(submission, first.id(), receipt));
        }
        var receipt = answered(fingerprint)
                .compose(answer -> answer.isPresent()
                        ? Future.succeededFuture(again(
                                submission, answer.get().message(), answer.get().reply()))
                        : accept(submission));
        if (!receipt.isComplete()) {
            underWay.put(fingerprint, new Pending(submission.id(), receipt));
            receipt.onComplete(done -> underWay.remove(fingerprint));
        }
        return receipt;
    }

    /** An outage is no reason to take nothing: at worst there is a second copy. */
    private Future<Optional<Answered>> answered(String fingerprint) {
        return spool.answered(fingerprint, settings.get().duplicates()).otherwise(Optional.empty());
    }

    /** What was refused is refused again; of two copies of an earlier one, both are copies of that. */
    private static Receipt again(Submission submission, String first, Receipt receipt) {
        return receipt instanceof Receipt.Taken taken && taken.custody() != Custody.REPEATED
                ? again(submission, first, taken.reply())
                : receipt;
    }

    private static Receipt again(Submission submission, String first, Reply reply) {
        LOG.info("{} is a second copy of {}", submission.id(), first);
        return new Receipt.Taken(reply, Custody.REPEATED, "second copy of " + first);
    }

    private Future<Receipt> accept(Submission submission) {
        return warden.submitted(submission).compose(heard -> warden.held(submission.account())
                .map(why -> hold(submission, why))
                .orElseGet(() -> passOn(submission)));
    }

    /** Its sender is not to know: that may be whoever has taken the account. */
    private Future<Receipt> hold(Submission submission, String why) {
        var now = clock.instant();
        var note = new Note(now, Note.Kind.HELD, "", why);
        return keepAll(submission, new Progress(State.HELD, now, Optional.empty(), Optional.of(note)))
                .map(receipt -> receipt instanceof Receipt.Taken taken
                        ? new Receipt.Taken(taken.reply(), taken.custody(), taken.keeper() + ", held. " + why)
                        : receipt);
    }

    private Future<Receipt> passOn(Submission submission) {
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
        return keep(submission, entries, spooled(submission));
    }

    private Future<Receipt> relay(Submission submission) {
        return relay.send(submission, Leeway.of(settings.get().relayTimeout())).compose(outcomes -> {
            if (outcomes.stream().anyMatch(Outcome.Relayed.class::isInstance)) {
                waypoints.reached(Waypoint.RELAYED);
            }
            int refused = Math.toIntExact(
                    outcomes.stream().filter(Outcome.Refused.class::isInstance).count());
            if (refused > 0) {
                warden.refused(submission.account(), refused);
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
        // everybody's next hop has it, and what is kept is what their sender is to be told
        var everywhere = outcomes.stream().allMatch(Outcome.Relayed.class::isInstance);
        return keep(submission, entries, everywhere ? posted(submission, outcomes) : spooled(submission));
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
        var receipt = posted(submission, outcomes);
        submission.fingerprint().ifPresent(fingerprint -> spool.remember(fingerprint, submission.id(), receipt.reply())
                .onFailure(fault -> LOG.warn("{} will not be known again: {}", submission.id(), fault.getMessage())));
        return receipt;
    }

    private static Receipt.Taken posted(Submission submission, List<Outcome> outcomes) {
        return new Receipt.Taken(
                Replies.posted(submission.id()),
                Custody.POSTED,
                outcomes.stream().map(Intake::said).distinct().collect(Collectors.joining("; ")));
    }

    private static Receipt.Taken spooled(Submission submission) {
        return new Receipt.Taken(Replies.accepted(submission.id()), Custody.SPOOLED, "spool");
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
                refused.reply(), "delivery.routes", said(refused), "ask those who run " + refused.host());
    }

    /** @param receipt once it is kept */
    private Future<Receipt> keep(Submission submission, List<Kept.Entry> entries, Receipt.Taken receipt) {
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
        return spool.keep(new Kept(submission, entries, Optional.of(receipt.reply())))
                .map(kept -> committed(receipt))
                .otherwise(fault -> notKept(submission, fault));
    }

    private static boolean mayBeThere(Progress progress) {
        return progress.state() == State.DELIVERED
                || progress.note().filter(note -> note.kind() == Note.Kind.LOST).isPresent();
    }

    private Receipt committed(Receipt receipt) {
        waypoints.reached(Waypoint.COMMITTED);
        return receipt;
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
