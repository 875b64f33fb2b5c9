package io.vouchpost.cli;

import static io.vouchpost.cli.Answer.time;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.guard.Alarm;
import io.vouchpost.simulation.Difference;
import io.vouchpost.simulation.Difference.Kind;
import io.vouchpost.simulation.Findings;
import io.vouchpost.simulation.Lock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** How a simulation is told of: a summary first; then who would be hit and locked; each difference where that is asked for. */
final class SimulationAnswer {
    /** Rows of a table where not all is asked for. */
    private static final int FEW = 20;

    private final boolean verbose;

    SimulationAnswer(boolean verbose) {
        this.verbose = verbose;
    }

    Answer of(Findings findings) {
        return new Answer(String.join("\n", text(findings)), json(findings));
    }

    private List<String> text(Findings findings) {
        var lines = new ArrayList<String>();
        lines.add(String.format(
                Locale.ROOT,
                "%d lines%s: log-ins %d right, %d wrong, %d refused by the guard, %d others.",
                findings.lines(),
                findings.begin()
                        .map(begin -> " from " + time(begin) + " to "
                                + time(findings.end().orElse(begin)))
                        .orElse(""),
                findings.logins("RIGHT"),
                findings.logins("WRONG"),
                findings.logins("BARRED"),
                findings.logins("UNDECIDED")));
        if (findings.unreadable() > 0) {
            lines.add(
                    findings.unreadable() == 1
                            ? "Line " + findings.firstUnreadable() + " is no event."
                            : findings.unreadable() + " lines are no events; the first is line "
                                    + findings.firstUnreadable() + ".");
        }
        if (findings.withoutAddress() > 0) {
            lines.add(findings.withoutAddress()
                    + " log-ins come from what is no address; where it is a pseudonym, no network can be counted.");
        }
        lines.add("");
        lines.add("With this configuration:");
        for (var kind : Kind.values()) {
            lines.add(String.format(Locale.ROOT, "%8d  %s", findings.count(kind), plural(kind)));
        }
        if (!findings.refusalsByRule().isEmpty()) {
            lines.add("");
            lines.add("Refusals by rule, those of the log that stay so included:");
            findings.refusalsByRule().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(it -> lines.add(String.format(Locale.ROOT, "%8d  %s", it.getValue(), it.getKey())));
        }
        accountsHit(findings, lines);
        lockouts(findings, lines);
        alarms(findings, lines);
        differences(findings, lines);
        return lines;
    }

    private static String plural(Kind kind) {
        return kind.words()
                .replaceFirst("^log-in ", "log-ins ")
                .replaceFirst("^right log-in ", "right log-ins ")
                .replaceFirst("^wrong password ", "wrong passwords ")
                .replaceFirst("^connection ", "connections ")
                .replaceFirst("^message ", "messages ");
    }

    private void accountsHit(Findings findings, List<String> lines) {
        var hit = findings.accountsHit();
        if (hit.isEmpty()) {
            return;
        }
        var table = new Table("ACCOUNT THAT WOULD BE HIT", "RIGHT LOG-INS REFUSED");
        hit.entrySet().stream()
                .limit(shown())
                .forEach(it -> table.row(Harmless.text(it.getKey()), Long.toString(it.getValue())));
        add(lines, table, hit.size());
    }

    private void lockouts(Findings findings, List<String> lines) {
        var lockouts = findings.lockouts();
        if (lockouts.isEmpty()) {
            return;
        }
        var table = new Table("LOCKED", "RULE", "FIRST MET", "UNTIL", "REFUSED");
        lockouts.stream()
                .limit(shown())
                .forEach(it -> table.row(
                        Harmless.text(it.subject()),
                        it.rule(),
                        time(it.first()),
                        time(it.until()),
                        Long.toString(it.refused())));
        add(lines, table, lockouts.size());
    }

    private void alarms(Findings findings, List<String> lines) {
        var alarms = findings.alarms();
        if (alarms.isEmpty()) {
            return;
        }
        var table = new Table("TIME", "ALARM", "ACCOUNT", "NETWORK", "DETAIL");
        alarms.stream()
                .limit(shown())
                .forEach(it -> table.row(
                        time(it.time()),
                        name(it),
                        Harmless.text(it.account()),
                        it.network(),
                        Harmless.text(it.detail())));
        add(lines, table, alarms.size());
    }

    private void differences(Findings findings, List<String> lines) {
        if (!verbose || findings.differences().isEmpty()) {
            return;
        }
        var table = new Table("TIME", "WHAT", "ACCOUNT", "CLIENT", "RULE", "SEEN");
        findings.differences()
                .forEach(it -> table.row(
                        time(it.time()),
                        it.kind().words(),
                        Harmless.text(it.account()),
                        Harmless.text(it.address()),
                        Harmless.text(it.rule()),
                        Harmless.text(it.seen())));
        lines.add("");
        lines.add(table.toString());
        var more = Stream.of(Kind.values()).mapToLong(findings::count).sum()
                - findings.differences().size();
        if (more > 0) {
            lines.add("and " + more + " more");
        }
    }

    private void add(List<String> lines, Table table, long all) {
        lines.add("");
        lines.add(table.toString());
        if (all > shown()) {
            lines.add("and " + (all - shown()) + (verbose ? " more" : " more; --verbose lists them"));
        }
    }

    private int shown() {
        return verbose ? Integer.MAX_VALUE : FEW;
    }

    private JsonObject json(Findings findings) {
        var changes = new JsonObject();
        Stream.of(Kind.values()).forEach(kind -> changes.put(name(kind), findings.count(kind)));
        var rules = new JsonObject();
        findings.refusalsByRule().forEach(rules::put);
        var hit = new JsonObject();
        findings.accountsHit().forEach(hit::put);
        var json = new JsonObject()
                .put("lines", findings.lines())
                .put("unreadable", findings.unreadable())
                .put("withoutAddress", findings.withoutAddress())
                .put(
                        "logins",
                        new JsonObject()
                                .put("right", findings.logins("RIGHT"))
                                .put("wrong", findings.logins("WRONG"))
                                .put("refused", findings.logins("BARRED"))
                                .put("others", findings.logins("UNDECIDED")))
                .put("changes", changes)
                .put("refusalsByRule", rules)
                .put("accountsHit", hit)
                .put(
                        "lockouts",
                        new JsonArray(findings.lockouts().stream()
                                .map(SimulationAnswer::json)
                                .toList()))
                .put(
                        "alarms",
                        new JsonArray(findings.alarms().stream()
                                .map(SimulationAnswer::json)
                                .toList()));
        findings.begin().ifPresent(begin -> json.put("begin", begin.toString()));
        findings.end().ifPresent(end -> json.put("end", end.toString()));
        if (verbose) {
            json.put(
                    "differences",
                    new JsonArray(findings.differences().stream()
                            .map(Difference::json)
                            .toList()));
        }
        return json;
    }

    private static JsonObject json(Lock lock) {
        return new JsonObject()
                .put("subject", lock.subject())
                .put("rule", lock.rule())
                .put("first", lock.first().toString())
                .put("until", lock.until().toString())
                .put("refused", lock.refused());
    }

    private static JsonObject json(Alarm alarm) {
        return new JsonObject()
                .put("time", alarm.time().toString())
                .put("kind", name(alarm))
                .put("account", alarm.account())
                .put("network", alarm.network())
                .put("detail", alarm.detail());
    }

    private static String name(Alarm alarm) {
        return alarm.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** In lower camel case, as all keys are. */
    private static String name(Kind kind) {
        var words = kind.name().toLowerCase(Locale.ROOT).split("_", -1);
        var name = new StringBuilder(words[0]);
        Stream.of(words).skip(1).forEach(word -> name.append(Character.toUpperCase(word.charAt(0)))
                .append(word.substring(1)));
        return name.toString();
    }
}
