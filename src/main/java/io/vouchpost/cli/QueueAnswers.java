package io.vouchpost.cli;

import static io.vouchpost.cli.Answer.time;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.spool.Intervention;
import io.vouchpost.spool.Note;
import io.vouchpost.spool.QueuePage;
import io.vouchpost.spool.QueuePlace;
import io.vouchpost.spool.QueueSummary;
import io.vouchpost.spool.State;
import io.vouchpost.spool.Tally;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How the queue is told of, to people and to programs, and what came of putting a hand to it. */
final class QueueAnswers {
    private static final int REPLY_WIDTH = 80;

    private QueueAnswers() {}

    static Answer page(QueuePage page) {
        var all = new JsonArray();
        var table = new Table(
                "REFERENCE", "ACCEPTED", "ACCOUNT", "SENDER", "RECIPIENT", "ROUTE", "STATE", "NEXT", "TRIED", "LAST");
        for (var entry : page.entries()) {
            all.add(json(entry));
            table.row(
                    Harmless.text(entry.place().message()),
                    time(entry.place().accepted()),
                    Harmless.text(entry.account()),
                    path(entry.sender()),
                    path(entry.recipient()),
                    Harmless.text(entry.route()),
                    state(entry.state(), entry.possiblyDelivered()),
                    next(entry.state(), entry.due()),
                    Integer.toString(entry.attempts()),
                    entry.last().map(note -> shortened(note.reply())).orElse(""));
        }
        var text = page.entries().isEmpty() ? "There is nothing of that in the queue." : table.toString();
        var more = page.next()
                .map(place -> "\nMore: the same with --after " + Harmless.text(place.toString()))
                .orElse("");
        return new Answer(
                text + more,
                new JsonObject()
                        .put("recipients", all)
                        .put("next", page.next().map(QueuePlace::toString).orElse(null)));
    }

    private static JsonObject json(QueuePage.Entry entry) {
        return new JsonObject()
                .put("reference", entry.place().message())
                .put("number", entry.place().number())
                .put("accepted", time(entry.place().accepted()))
                .put("account", entry.account())
                .put("sender", entry.sender())
                .put("recipient", entry.recipient())
                .put("route", entry.route())
                .put("state", name(entry.state()))
                .put("due", time(entry.due()))
                .put("attempts", entry.attempts())
                .put("possiblyDelivered", entry.possiblyDelivered())
                .put("octets", entry.octets())
                .put("last", entry.last().map(QueueAnswers::json).orElse(null));
    }

    static JsonObject json(Note note) {
        return new JsonObject()
                .put("time", time(note.at()))
                .put("event", name(note.kind()))
                .put("host", note.host())
                .put("reply", note.reply());
    }

    static Answer summary(QueueSummary summary) {
        var all = new JsonArray();
        var table = new Table("ROUTE", "STATE", "RECIPIENTS", "OLDEST");
        for (var share : summary.shares()) {
            all.add(new JsonObject()
                    .put("route", share.route())
                    .put("state", name(share.state()))
                    .put("recipients", Math.min(share.count(), QueueSummary.MOST))
                    .put("more", share.isMore())
                    .put("oldest", time(share.oldest())));
            table.row(
                    Harmless.text(share.route()),
                    name(share.state()),
                    share.isMore() ? QueueSummary.MOST + "+" : Integer.toString(share.count()),
                    time(share.oldest()));
        }
        var room = "Messages that are kept: " + summary.messages() + ", of " + summary.octets() + " octets.";
        return new Answer(
                summary.shares().isEmpty() ? room : table + "\n" + room,
                new JsonObject()
                        .put("messages", summary.messages())
                        .put("octets", summary.octets())
                        .put("shares", all));
    }

    /**
     * @param named whether one message was meant
     * @throws CommandException where not all was done that was asked for
     */
    static Answer done(Intervention intervention, Tally tally, boolean named) {
        var left = tally.left().entrySet().stream()
                .filter(it -> it.getKey() != State.LEASED)
                .sorted(Map.Entry.comparingByKey())
                .map(it -> it.getValue() + " " + name(it.getKey()))
                .collect(Collectors.joining(", "));
        var text = tally.changed() == 0
                ? "There was nothing to " + name(intervention) + "."
                : done(intervention, tally.changed());
        if (!left.isEmpty()) {
            text += " Left as they are: " + left + ".";
        }
        if (tally.busy() > 0) {
            throw new CommandException(
                    text + " Being delivered just now: " + tally.busy() + "; try again in a minute.");
        }
        if (tally.changed() == 0 && named) {
            throw new CommandException(text);
        }
        var json = new JsonObject();
        tally.left().forEach((state, count) -> json.put(name(state), count));
        return new Answer(
                text,
                new JsonObject()
                        .put("action", name(intervention))
                        .put("changed", tally.changed())
                        .put("left", json));
    }

    private static String done(Intervention intervention, int changed) {
        var recipients = changed + (changed == 1 ? " recipient" : " recipients");
        return switch (intervention) {
            case RETRY -> "Tried again at once: " + recipients + ".";
            case HOLD -> "Held: " + recipients + ".";
            case RELEASE -> "Released: " + recipients + ".";
            case BOUNCE -> "Bounced: " + recipients + ". A gateway tells the senders who want to know.";
            case REMOVE -> "Removed: " + recipients + ". Nobody is told.";
        };
    }

    static CommandException unknown(String reference) {
        return new CommandException("There is no message " + Harmless.text(reference)
                + " in the spool, or none any more. vouchpost why tells what the audit log has of it.");
    }

    static String state(State state, boolean possiblyDelivered) {
        return name(state) + (possiblyDelivered && state != State.DELIVERED ? ", possibly delivered" : "");
    }

    private static String next(State state, Instant due) {
        return switch (state) {
            case READY -> "now";
            case WAITING -> time(due);
            case LEASED, HELD, DELIVERED, FAILED, REMOVED -> "";
        };
    }

    static String path(String path) {
        return path.isEmpty() ? "<>" : Harmless.text(path);
    }

    private static String shortened(String reply) {
        var harmless = Harmless.text(reply);
        return harmless.codePointCount(0, harmless.length()) <= REPLY_WIDTH
                ? harmless
                : harmless.substring(0, harmless.offsetByCodePoints(0, REPLY_WIDTH)) + "…";
    }

    static String names(Collection<State> states) {
        return states.stream().sorted().map(QueueAnswers::name).collect(Collectors.joining(" or "));
    }

    /** As typed and as shown. */
    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
