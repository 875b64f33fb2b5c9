package io.vouchpost.cli;

import static io.vouchpost.cli.Answer.time;
import static io.vouchpost.cli.QueueAnswers.name;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.spool.Inspected;
import io.vouchpost.spool.Inspected.Recipient;
import io.vouchpost.spool.Note;
import io.vouchpost.spool.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Tells of one message: its envelope, and for each recipient what has happened so far and what comes next. */
final class QueueStory {
    private QueueStory() {}

    static Answer of(Inspected message) {
        var lines = new ArrayList<String>();
        lines.add(Harmless.text(message.message()));
        lines.add(field("account", Harmless.text(message.account())));
        lines.add(field("sender", QueueAnswers.path(message.sender())));
        lines.add(field("terms", Harmless.text(String.join(" ", message.terms()))));
        lines.add(field("accepted", time(message.accepted())));
        lines.add(field("octets", Long.toString(message.octets())));
        message.finished().ifPresent(since -> lines.add(field("finished", time(since) + ", the content is deleted")));
        message.recipients().forEach(recipient -> lines.addAll(lines(recipient)));
        if (message.recipients().size() == Inspected.MOST_RECIPIENTS) {
            lines.add("Only the first " + Inspected.MOST_RECIPIENTS + " recipients are shown.");
        }
        return new Answer(String.join("\n", lines), json(message));
    }

    private static List<String> lines(Recipient recipient) {
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add(QueueAnswers.path(recipient.path()) + ": " + standing(recipient));
        lines.add(field("route", Harmless.text(recipient.route())));
        lines.add(field("attempts", Integer.toString(recipient.attempts())));
        if (!recipient.terms().isEmpty()) {
            lines.add(field("terms", Harmless.text(String.join(" ", recipient.terms()))));
        }
        if (recipient.withheld()) {
            lines.add(field("breaker", "vouchpost breaker show tells more, release or drop end it"));
        }
        recipient.report().ifPresent(report -> lines.add(field("sender", "is yet to be told of " + what(report))));
        if (recipient.notes().size() == Inspected.MOST_NOTES) {
            lines.add("  Only the last " + Inspected.MOST_NOTES + " entries are shown.");
        }
        recipient.notes().forEach(note -> lines.add(line(note)));
        return lines;
    }

    private static String standing(Recipient recipient) {
        var standing =
                switch (recipient.state()) {
                    case READY -> "ready, next attempt now";
                    case WAITING -> "waiting, next attempt " + time(recipient.due());
                    case LEASED -> "being delivered just now";
                    case HELD ->
                        "held" + (recipient.withheld() ? " by the breaker" : "") + " since " + time(recipient.due());
                    case DELIVERED -> "delivered " + time(recipient.due());
                    case FAILED -> "failed " + time(recipient.due());
                    case REMOVED -> "removed " + time(recipient.due());
                };
        return recipient.possiblyDelivered() ? standing + ", possibly delivered before" : standing;
    }

    private static String what(Report report) {
        return switch (report) {
            case FAILURE -> "the failure";
            case DELAY -> "the delay";
            case RELAYED -> "the handing on";
        };
    }

    private static String line(Note note) {
        return "  "
                + List.of(
                                time(note.at()),
                                String.format(Locale.ROOT, "%-9s", name(note.kind())),
                                note.host(),
                                note.reply())
                        .stream()
                        .filter(part -> !part.isEmpty())
                        .map(Harmless::text)
                        .collect(Collectors.joining("  "));
    }

    private static String field(String name, String value) {
        return String.format(Locale.ROOT, "  %-9s %s", name, value);
    }

    private static JsonObject json(Inspected message) {
        var recipients = new JsonArray();
        message.recipients().forEach(recipient -> recipients.add(json(recipient)));
        return new JsonObject()
                .put("reference", message.message())
                .put("account", message.account())
                .put("sender", message.sender())
                .put("terms", new JsonArray(message.terms()))
                .put("accepted", time(message.accepted()))
                .put("octets", message.octets())
                .put("finished", message.finished().map(Answer::time).orElse(null))
                .put("recipients", recipients);
    }

    private static JsonObject json(Recipient recipient) {
        var notes = new JsonArray();
        recipient.notes().forEach(note -> notes.add(QueueAnswers.json(note)));
        return new JsonObject()
                .put("number", recipient.number())
                .put("recipient", recipient.path())
                .put("terms", new JsonArray(recipient.terms()))
                .put("route", recipient.route())
                .put("state", name(recipient.state()))
                .put("due", time(recipient.due()))
                .put("attempts", recipient.attempts())
                .put("possiblyDelivered", recipient.possiblyDelivered())
                .put("heldByBreaker", recipient.withheld())
                .put("report", recipient.report().map(QueueAnswers::name).orElse(null))
                .put("timeline", notes);
    }
}
