package io.vouchpost.cli;

import static io.vouchpost.cli.Answer.time;
import static io.vouchpost.cli.QueueAnswers.name;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.guard.Tripped;
import io.vouchpost.guard.Tripped.Outcome;
import io.vouchpost.policy.Explanation;
import io.vouchpost.spool.Withheld;
import java.util.ArrayList;
import java.util.List;

/** How breakers are told of, to people and to programs. */
final class BreakerAnswers {
    private BreakerAnswers() {}

    static Answer table(List<Tripped> all) {
        var json = new JsonArray();
        var table = new Table("ACCOUNT", "SINCE", "REASON", "WHY");
        for (var tripped : all) {
            json.add(json(tripped));
            table.row(
                    Harmless.text(tripped.account()),
                    time(tripped.since()),
                    name(tripped.reason()),
                    Harmless.text(tripped.detail()));
        }
        return new Answer(all.isEmpty() ? "Nobody's mail is held by the breaker." : table.toString(), json);
    }

    /**
     * @param history what is in force first
     */
    static Answer story(String account, List<Tripped> history, Withheld.Extent extent) {
        var current = history.stream().filter(it -> it.ended().isEmpty()).findFirst();
        var lines = new ArrayList<String>();
        lines.add(Harmless.text(account));
        current.ifPresentOrElse(
                tripped -> {
                    lines.add("  held since   " + time(tripped.since()));
                    lines.add("  reason       " + name(tripped.reason()) + ": " + Harmless.text(tripped.detail()));
                },
                () -> lines.add("  The breaker holds nothing new of it."));
        lines.add("  in the spool " + held(extent));
        history.forEach(tripped -> tripped.ended()
                .ifPresent(ending -> lines.add("  before       " + time(tripped.since()) + " to " + time(ending.at())
                        + ", " + name(ending.outcome()) + "; " + Harmless.text(tripped.detail()))));
        if (current.isPresent()) {
            var word = Harmless.text(Explanation.word(account));
            lines.add("");
            lines.add("If it is in other hands:");
            lines.add("  vouchpost account passwd " + word + "   (or account disable " + word + ")");
            lines.add("  vouchpost breaker drop " + word);
            lines.add("If all is well:");
            lines.add("  vouchpost breaker release " + word);
        }
        var all = new JsonArray();
        history.forEach(tripped -> all.add(json(tripped)));
        return new Answer(
                String.join("\n", lines),
                json(extent)
                        .put("account", account)
                        .put("inForce", current.isPresent())
                        .put("history", all));
    }

    static Answer ended(String account, Outcome outcome, Withheld.Extent extent) {
        var text =
                switch (outcome) {
                    case RELEASED ->
                        "The mail of " + Harmless.text(account) + " goes on; let go: " + held(extent) + ".";
                    case DROPPED ->
                        "Removed of " + Harmless.text(account) + ": " + held(extent) + ". Nobody is told."
                                + "\n"
                                + "Whoever knows the password may go on: vouchpost account passwd "
                                + Harmless.text(Explanation.word(account))
                                + " gives it another, account disable ends log-ins.";
                };
        return new Answer(text, json(extent).put("account", account).put("outcome", name(outcome)));
    }

    private static String held(Withheld.Extent extent) {
        return count(extent.messages(), "message") + " to " + count(extent.recipients(), "recipient")
                + (extent.recipients() == Withheld.MOST ? " or more" : "");
    }

    private static String count(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static JsonObject json(Withheld.Extent extent) {
        return new JsonObject().put("messages", extent.messages()).put("recipients", extent.recipients());
    }

    private static JsonObject json(Tripped tripped) {
        return new JsonObject()
                .put("account", tripped.account())
                .put("since", time(tripped.since()))
                .put("reason", name(tripped.reason()))
                .put("detail", tripped.detail())
                .put("ended", tripped.ended().map(it -> time(it.at())).orElse(null))
                .put("outcome", tripped.ended().map(it -> name(it.outcome())).orElse(null));
    }
}
