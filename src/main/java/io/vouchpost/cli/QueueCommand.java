package io.vouchpost.cli;

import io.vertx.core.Future;
import io.vouchpost.spool.Intervention;
import io.vouchpost.spool.QueueFilter;
import io.vouchpost.spool.QueuePlace;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code queue …}: the messages that were accepted and are not yet handed on, and what became of the others. */
@Command(
        name = "queue",
        description = "The messages that wait in the spool: what became of them, and putting a hand to them.")
public final class QueueCommand {
    private static final int MOST = 1000;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private HelpOption help = new HelpOption();

    @Command(description = "What waits, recipient by recipient, the oldest first.")
    int list(
            @Mixin OnDatabase database,
            @Mixin QueueSelection selection,
            @Option(names = "--newest", description = "The newest first.") boolean newest,
            @Option(
                            names = "--after",
                            paramLabel = "PLACE",
                            description = "Go on where the page before has ended, as it said at its end.")
                    @Nullable
                    String after,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "50",
                            description = "That many at most, up to 1000; ${DEFAULT-VALUE} where nothing is said.")
                    int limit) {
        return database.run(() -> listing(selection, after, limit), (opened, listing) -> opened.queue()
                .list(listing.filter(), newest, listing.after(), limit)
                .map(QueueAnswers::page));
    }

    private record Listing(QueueFilter filter, Optional<QueuePlace> after) {}

    private static Listing listing(QueueSelection selection, @Nullable String after, int limit) {
        if (limit < 1 || limit > MOST) {
            throw new CommandException("--limit is a number from 1 to " + MOST + ".", 2);
        }
        var place = Optional.ofNullable(after).map(typed -> QueuePlace.parse(typed)
                .orElseThrow(() -> new CommandException(
                        "--after wants what the page before said at its end; this is not it: " + Harmless.text(typed),
                        2)));
        return new Listing(selection.filter(QueueFilter.open().states(), Clock.systemUTC()), place);
    }

    @Command(description = "One message: its envelope, and the time line of each recipient.")
    int show(
            @Mixin OnDatabase database,
            @Parameters(paramLabel = "REFERENCE", description = "As the reply to it named it, such as 7QX2M9KDA4T0-3.")
                    String reference) {
        var sought = reference.replaceAll("[()<>\\s]", "");
        return database.run(opened -> opened.queue().show(sought).compose(found -> found.map(
                        message -> Future.succeededFuture(QueueStory.of(message)))
                .orElseGet(() -> Future.failedFuture(QueueAnswers.unknown(sought)))));
    }

    @Command(description = "How much there is of each route in each state, and since when.")
    int summary(@Mixin OnDatabase database) {
        return database.run(opened -> opened.queue().summary().map(QueueAnswers::summary));
    }

    @Command(description = "Try again at once what waits for its next attempt.")
    int retry(@Mixin OnDatabase database, @Mixin QueueTarget target) {
        return change(database, target, Intervention.RETRY, true);
    }

    @Command(description = "Keep back, until it is released.")
    int hold(@Mixin OnDatabase database, @Mixin QueueTarget target) {
        return change(database, target, Intervention.HOLD, true);
    }

    @Command(description = "Let go on what was held.")
    int release(@Mixin OnDatabase database, @Mixin QueueTarget target) {
        return change(database, target, Intervention.RELEASE, true);
    }

    private static final String YES = "Needed for more than one message at once: it cannot be undone.";

    @Command(description = "Give up, and tell the sender so.")
    int bounce(
            @Mixin OnDatabase database,
            @Mixin QueueTarget target,
            @Option(names = "--yes", description = YES) boolean yes) {
        return change(database, target, Intervention.BOUNCE, yes);
    }

    @Command(description = "Give up, and tell nobody.")
    int remove(
            @Mixin OnDatabase database,
            @Mixin QueueTarget target,
            @Option(names = "--yes", description = YES) boolean yes) {
        return change(database, target, Intervention.REMOVE, yes);
    }

    private static int change(OnDatabase database, QueueTarget target, Intervention intervention, boolean sure) {
        return database.runHoweverLong(
                () -> target.choice(intervention, sure),
                (opened, choice) -> QueueTarget.perform(opened.queue(), intervention, choice));
    }
}
