package io.vouchpost.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.account.ImportCounts;
import java.util.ArrayList;
import java.util.List;

/** How an import is told of, to people and to programs. Of the lines that were skipped it keeps the first hundred. */
final class ImportOutcome {
    private static final int SHOWN = 100;

    private final boolean dryRun;
    private final List<JsonObject> shown = new ArrayList<>();
    private long skipped;

    ImportOutcome(boolean dryRun) {
        this.dryRun = dryRun;
    }

    void skipped(long line, String name, String reason) {
        skipped++;
        if (shown.size() < SHOWN) {
            shown.add(new JsonObject().put("line", line).put("name", name).put("reason", reason));
        }
    }

    boolean allTaken() {
        return skipped == 0;
    }

    Answer answer(ImportCounts counts) {
        var json = new JsonObject()
                .put("dryRun", dryRun)
                .put("added", counts.added())
                .put("withoutIdentity", counts.withoutIdentity())
                .put("alreadyThere", counts.alreadyThere())
                .put("skipped", counts.skipped())
                .put("skippedLines", new JsonArray(shown));
        return new Answer(String.join("\n", text(counts)), json);
    }

    private List<String> text(ImportCounts counts) {
        var lines = new ArrayList<String>();
        lines.add((dryRun ? "Would add " : "Added ") + accounts(counts.added()) + ".");
        if (counts.withoutIdentity() > 0) {
            lines.add("Of these " + counts.withoutIdentity()
                    + " cannot send yet: account identity add NAME ADDRESS gives one an address.");
        }
        if (counts.alreadyThere() > 0) {
            lines.add("Left alone " + accounts(counts.alreadyThere())
                    + (counts.alreadyThere() == 1 ? " that is" : " that are") + " there already.");
        }
        if (counts.skipped() > 0) {
            lines.add("Skipped " + counts.skipped() + (counts.skipped() == 1 ? " line:" : " lines:"));
            shown.forEach(line -> lines.add("  line " + line.getLong("line")
                    + (line.getString("name").isEmpty() ? "" : " (" + line.getString("name") + ")")
                    + " " + line.getString("reason")));
        }
        if (counts.skipped() > shown.size()) {
            lines.add("  and " + (counts.skipped() - shown.size()) + " more; --report FILE writes them all");
        }
        return lines;
    }

    private static String accounts(long number) {
        return number == 1 ? "1 account" : number + " accounts";
    }
}
