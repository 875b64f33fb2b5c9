package io.vouchpost.cli;

import static io.vouchpost.cli.Answer.time;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.guard.Lockout;
import io.vouchpost.guard.LockoutRegister;
import io.vouchpost.guard.LockoutRegister.Count;
import io.vouchpost.guard.LockoutRegister.Familiar;
import io.vouchpost.guard.LockoutRegister.Guess;
import io.vouchpost.guard.LockoutRegister.Story;
import io.vouchpost.policy.Explanation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How lockouts are told of, to people and to programs. */
final class LockoutAnswers {
    private LockoutAnswers() {}

    static Answer table(List<Lockout> lockouts) {
        var all = new JsonArray();
        var table = new Table("KEY", "UNTIL", "SEEN");
        for (var lockout : lockouts) {
            all.add(json(lockout));
            table.row(key(lockout), time(lockout.until()), Harmless.text(lockout.seen()));
        }
        var more = lockouts.size() == LockoutRegister.MOST
                ? "\nOnly " + LockoutRegister.MOST + " are shown: choose by --account, --network or --kind."
                : "";
        return new Answer(lockouts.isEmpty() ? "Nobody is locked out." : table + more, all);
    }

    static Answer story(String typed, Story story, Instant now) {
        var lines = new ArrayList<String>();
        lines.addAll(locks(story, now));
        if (!story.counts().isEmpty()) {
            lines.add("");
            lines.add("Counted (half of it is forgotten in each guard.forgetAfter without a failure or a lock):");
            lines.add(counts(story.counts()));
        }
        if (!story.guesses().isEmpty()) {
            lines.add("");
            lines.add("Wrong passwords (by fingerprint; by mechanism and client where none was shown):");
            lines.add(guesses(story.guesses()));
        }
        if (!story.familiar().isEmpty()) {
            lines.add("");
            lines.add("Familiar networks (they stay open when strangers are locked out):");
            lines.add(familiar(story.familiar()));
        }
        return new Answer(
                story.isEmpty()
                        ? "Nothing is counted against " + Harmless.text(typed) + ", and nothing is familiar to it."
                        : String.join("\n", lines),
                new JsonObject()
                        .put("locks", array(inForce(story, now).stream().map(LockoutAnswers::json)))
                        .put("counts", array(story.counts().stream().map(LockoutAnswers::json)))
                        .put("guesses", array(story.guesses().stream().map(LockoutAnswers::json)))
                        .put("familiar", array(story.familiar().stream().map(LockoutAnswers::json))));
    }

    private static List<String> locks(Story story, Instant now) {
        var inForce = inForce(story, now);
        if (inForce.isEmpty()) {
            return List.of("Not locked out.");
        }
        var lines = new ArrayList<String>();
        for (var lockout : inForce) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            lines.add("Locked until " + time(lockout.until()) + ": " + Harmless.text(lockout.seen()) + ".");
            lines.add("  " + Harmless.text(lockout.meaning()));
            lines.add("  rule    " + lockout.key().kind().rule());
            lines.add("  remedy  " + remedy(lockout));
        }
        return lines;
    }

    private static String remedy(Lockout lockout) {
        return "vouchpost lockout clear " + Explanation.word(lockout.key().toString());
    }

    private static List<Lockout> inForce(Story story, Instant now) {
        return story.counts().stream()
                .map(Count::lock)
                .flatMap(Optional::stream)
                .filter(lockout -> lockout.until().isAfter(now))
                .toList();
    }

    private static String counts(List<Count> counts) {
        var table = new Table("KEY", "COUNT", "LAST");
        counts.forEach(count ->
                table.row(Harmless.text(count.key().toString()), Integer.toString(count.count()), time(count.last())));
        return table.toString();
    }

    private static String guesses(List<Guess> guesses) {
        var table = new Table("ACCOUNT", "NETWORK", "TRIED", "TIMES", "FIRST", "LAST");
        guesses.forEach(guess -> table.row(
                Harmless.text(guess.account()),
                guess.network(),
                Harmless.text(guess.fingerprint()),
                Integer.toString(guess.times()),
                time(guess.first()),
                time(guess.last())));
        return table.toString();
    }

    private static String familiar(List<Familiar> networks) {
        var table = new Table("ACCOUNT", "NETWORK", "SINCE", "LAST LOG-IN");
        networks.forEach(known -> table.row(
                Harmless.text(known.account()), known.network(), time(known.firstLogin()), time(known.lastLogin())));
        return table.toString();
    }

    private static JsonObject json(Lockout lockout) {
        return json(
                        lockout.key().kind().text(),
                        lockout.key().account(),
                        lockout.key().network())
                .put("key", lockout.key().toString())
                .put("tried", lockout.key().fingerprint())
                .put("count", lockout.count())
                .put("until", time(lockout.until()))
                .put("rule", lockout.key().kind().rule())
                .put("seen", lockout.seen())
                .put("meaning", lockout.meaning())
                .put("remedy", remedy(lockout));
    }

    private static JsonObject json(Count count) {
        return json(
                        count.key().kind().text(),
                        count.key().account(),
                        count.key().network())
                .put("key", count.key().toString())
                .put("tried", count.key().fingerprint())
                .put("count", count.count())
                .put("last", time(count.last()));
    }

    private static JsonObject json(String kind, String account, String network) {
        return new JsonObject().put("kind", kind).put("account", account).put("network", network);
    }

    private static JsonObject json(Guess guess) {
        return new JsonObject()
                .put("account", guess.account())
                .put("network", guess.network())
                .put("tried", guess.fingerprint())
                .put("times", guess.times())
                .put("first", time(guess.first()))
                .put("last", time(guess.last()));
    }

    private static JsonObject json(Familiar known) {
        return new JsonObject()
                .put("account", known.account())
                .put("network", known.network())
                .put("firstLogin", time(known.firstLogin()))
                .put("lastLogin", time(known.lastLogin()));
    }

    private static JsonArray array(Stream<JsonObject> objects) {
        return new JsonArray(objects.toList());
    }

    private static String key(Lockout lockout) {
        return Harmless.text(lockout.key().toString());
    }
}
