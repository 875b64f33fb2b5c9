package io.vouchpost.cli;

import io.vertx.core.Future;
import io.vouchpost.spool.Intervention;
import io.vouchpost.spool.Queue;
import io.vouchpost.spool.QueueFilter;
import io.vouchpost.spool.State;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What an operator wants to do something to: one message, one recipient of it, or all that some options choose. */
final class QueueTarget {
    @Parameters(
            paramLabel = "REFERENCE",
            arity = "0..1",
            description = "The message, as the reply to it named it. Instead of it, any of the options that choose.")
    private @Nullable String reference;

    @Option(names = "--recipient", paramLabel = "ADDRESS", description = "Of this message, only this recipient.")
    private @Nullable String recipient;

    @Mixin
    private QueueSelection selection = new QueueSelection();

    /** What was typed, found to make sense. */
    sealed interface Choice {
        record One(String reference, Optional<String> recipient) implements Choice {}

        record Many(QueueFilter filter) implements Choice {}
    }

    /**
     * @param sure whether many at once may be meant
     * @throws CommandException where it makes no sense
     */
    Choice choice(Intervention intervention, boolean sure) {
        var name = QueueAnswers.name(intervention);
        if (reference != null) {
            if (!selection.isEmpty()) {
                throw new CommandException("Either a reference, or options that choose; not both.", 2);
            }
            return new Choice.One(
                    reference.replaceAll("[()<>\\s]", ""),
                    Optional.ofNullable(recipient).map(QueueSelection::withoutBrackets));
        }
        if (recipient != null) {
            throw new CommandException("--recipient is one of a message: name that too, by its reference.", 2);
        }
        if (selection.isEmpty()) {
            throw new CommandException(
                    "What to " + name + "? A reference, or options that choose, such as --route ROUTE.", 2);
        }
        var filter = selection.filter(withBusy(intervention.from()), Clock.systemUTC());
        var fit = selection.states().orElse(intervention.from()).stream().anyMatch(intervention.from()::contains);
        if (!fit) {
            throw new CommandException(
                    "queue " + name + " is for what is " + QueueAnswers.names(intervention.from()) + ".", 2);
        }
        if (!sure) {
            throw new CommandException(
                    "queue " + name + " cannot be undone: with --yes it is done to all that the same options of queue"
                            + " list show.",
                    2);
        }
        return new Choice.Many(filter.in(filter.states().stream()
                .filter(withBusy(intervention.from())::contains)
                .collect(Collectors.toSet())));
    }

    /** What is being delivered cannot be touched, but is told of. */
    private static Set<State> withBusy(Set<State> states) {
        var all = EnumSet.copyOf(states);
        all.add(State.LEASED);
        return all;
    }

    static Future<Answer> perform(Queue queue, Intervention intervention, Choice choice) {
        if (choice instanceof Choice.One one) {
            return queue.show(one.reference())
                    .compose(found -> found.map(Future::succeededFuture)
                            .orElseGet(() -> Future.failedFuture(QueueAnswers.unknown(one.reference()))))
                    .compose(message -> perform(queue, intervention, message.message(), one.recipient()));
        }
        return queue.changeAll(intervention, ((Choice.Many) choice).filter())
                .map(tally -> QueueAnswers.done(intervention, tally, false));
    }

    private static Future<Answer> perform(
            Queue queue, Intervention intervention, String message, Optional<String> recipient) {
        return queue.change(intervention, message, recipient).map(tally -> {
            if (tally.isEmpty()) {
                throw new CommandException("The message " + Harmless.text(message) + " is not for "
                        + Harmless.text(recipient.orElse("anybody")) + ".");
            }
            return QueueAnswers.done(intervention, tally, true);
        });
    }
}
