package io.vouchpost.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report for a person: a line for each thing seen, below it what to do, and the verdict at the end. */
public final class ReportText {
    private static final String INDENT = " ".repeat(23);

    private ReportText() {}

    public static String of(Report report) {
        var lines = new ArrayList<String>();
        for (var section : report.sections()) {
            lines.add(section.title());
            section.findings().forEach(finding -> add(lines, finding));
            lines.add("");
        }
        lines.add(verdict(report));
        return String.join("\n", lines);
    }

    private static void add(List<String> lines, Finding finding) {
        var millis = finding.took().toMillis();
        lines.add(String.format(
                Locale.ROOT,
                "  %-6s  %-12s  %s%s",
                mark(finding.outcome()),
                finding.step().word(),
                finding.said(),
                millis > 0 ? " [" + millis + " ms]" : ""));
        if (!finding.remedy().isEmpty()) {
            lines.add(INDENT + " → " + finding.remedy());
        }
    }

    private static String mark(Outcome outcome) {
        return switch (outcome) {
            case OK -> "ok";
            case SKIPPED -> "-";
            case WARN -> "warn";
            case FAILED -> "FAILED";
        };
    }

    private static String verdict(Report report) {
        long failed = count(report, Outcome.FAILED);
        long warned = count(report, Outcome.WARN);
        if (failed == 0 && warned == 0) {
            return report.host() + ": all is well.";
        }
        return report.host() + ": "
                + (failed == 0 ? "nothing failed" : failed + " failed")
                + (warned == 0 ? "." : ", " + warned + (warned == 1 ? " warning." : " warnings."));
    }

    private static long count(Report report, Outcome outcome) {
        return report.sections().stream()
                .flatMap(section -> section.findings().stream())
                .filter(finding -> finding.outcome() == outcome)
                .count();
    }
}
