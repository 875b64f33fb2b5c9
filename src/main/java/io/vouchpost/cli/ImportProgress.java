package io.vouchpost.cli;

import io.vouchpost.account.ImportCounts;
import java.io.PrintWriter;
import java.util.Optional;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far an import has come, drawn on the terminal; nothing at all where there is none. */
final class ImportProgress implements AutoCloseable {
    /** Of a terminal that is not asked for its width. */
    private static final int COLUMNS = 79;

    private static final long KIB = 1_024;

    private final PrintWriter error;
    private final boolean terminal;
    private Optional<ProgressBar> bar = Optional.empty();

    ImportProgress(PrintWriter error, boolean terminal) {
        this.error = error;
        this.terminal = terminal;
    }

    /**
     * @param octets of the whole file; zero where nobody knows
     */
    void start(long octets) {
        if (terminal) {
            bar = Optional.of(new ProgressBarBuilder()
                    .setTaskName("Import")
                    .setInitialMax(octets == 0 ? -1 : octets)
                    .setUnit(" KiB", KIB)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setConsumer(new DelegatingProgressBarConsumer(this::draw, COLUMNS))
                    .build());
        }
    }

    void at(long octets, ImportCounts counts) {
        bar.ifPresent(it -> it.stepTo(octets).setExtraMessage(counts.added() + " added"));
    }

    /** Over what was drawn before. */
    private void draw(String text) {
        error.print("\r" + text);
        error.flush();
    }

    /** Leaves the bar where it ended. */
    @Override
    public void close() {
        bar.ifPresent(it -> {
            it.close();
            error.println();
            error.flush();
        });
    }
}
