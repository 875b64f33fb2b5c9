package io.vouchpost.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.config.PolicySettings;
import io.vouchpost.policy.Explanation;
import io.vouchpost.policy.Ruling;
import io.vouchpost.policy.Sender;
import io.vouchpost.smtp.Mailbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A message that is never sent, put to the policy in the order in which a session does it. */
record PolicyTrial(Optional<Mailbox> from, List<Mailbox> authors, List<Mailbox> sender, List<Mailbox> recipients) {

    /** One question and what was said to it. */
    private record Step(String question, Ruling ruling) {}

    Verdict play(Sender account, PolicySettings settings) {
        var steps = new ArrayList<Step>();
        var envelope = account.maySendAs(from);
        steps.add(new Step("MAIL FROM:<" + from.map(Mailbox::toString).orElse("") + ">", envelope));
        for (var recipient : recipients) {
            steps.add(new Step("RCPT TO:<" + recipient + ">", account.mayMailTo(recipient)));
        }
        var onBehalfOf = from.filter(it -> envelope instanceof Ruling.Allowed allowed && allowed.onBehalf());
        if ((settings.checkHeader() || onBehalfOf.isPresent()) && !authors.isEmpty()) {
            steps.add(new Step(header(), account.mayWrite(authors, sender, onBehalfOf)));
        }
        boolean allowed = steps.stream().allMatch(step -> step.ruling() instanceof Ruling.Allowed);
        return new Verdict(allowed, answer(account, steps, allowed, settings.mode()));
    }

    private String header() {
        var from = "From: "
                + String.join(", ", authors.stream().map(Mailbox::toString).toList());
        return sender.isEmpty() ? from : from + "; Sender: " + sender.get(0);
    }

    private static Answer answer(Sender account, List<Step> steps, boolean allowed, PolicySettings.Mode mode) {
        var lines = new ArrayList<String>();
        var all = new JsonArray();
        for (var step : steps) {
            var json = new JsonObject().put("asked", step.question());
            lines.add(step.question());
            if (step.ruling() instanceof Ruling.Refused refused) {
                refused(refused, lines, json);
            } else {
                var by = ((Ruling.Allowed) step.ruling()).identity();
                lines.add(line("allowed", "by " + by));
                json.put("verdict", "allowed").put("by", by);
            }
            all.add(json);
        }
        if (!allowed && mode == PolicySettings.Mode.REPORT) {
            lines.add("policy.mode is report: it is let through, and the audit log says what would have been refused.");
        }
        return new Answer(
                String.join("\n", lines),
                new JsonObject()
                        .put("account", account.name())
                        .put("verdict", allowed ? "allowed" : "refused")
                        .put("mode", mode.name().toLowerCase(Locale.ROOT))
                        .put("steps", all));
    }

    private static void refused(Ruling.Refused refused, List<String> lines, JsonObject json) {
        Explanation why = refused.why();
        lines.add(line("refused", refused.reply().toString()));
        lines.add(line("rule", why.rule()));
        lines.add(line("seen", why.seen()));
        why.considered().forEach(it -> lines.add(line("considered", it)));
        lines.add(line("remedy", why.remedy()));
        json.put("verdict", "refused")
                .put("reply", refused.reply().toString())
                .put("rule", why.rule())
                .put("seen", why.seen())
                .put("considered", new JsonArray(why.considered()))
                .put("remedy", why.remedy());
    }

    private static String line(String name, String value) {
        return String.format(Locale.ROOT, "  %-11s %s", name, Harmless.text(value));
    }
}
