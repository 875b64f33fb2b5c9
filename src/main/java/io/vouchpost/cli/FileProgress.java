package io.vouchpost.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far the reading of a file has come, drawn on the terminal; nothing at all where there is none. */
final class FileProgress implements AutoCloseable {
    /** Of a terminal that is not asked for its width. */
    private static final int COLUMNS = 79;

    private static final long KIB = 1_024;

    private final PrintWriter error;
    private final String task;
    private final boolean terminal;
    private Optional<ProgressBar> bar = Optional.empty();

    /**
     * @param task what the file is read for, in a word
     */
    FileProgress(PrintWriter error, String task) {
        this(error, task, onTerminal());
    }

    FileProgress(PrintWriter error, String task, boolean terminal) {
        this.error = error;
        this.task = task;
        this.terminal = terminal;
    }

    /** From JDK 22 on a console may be there without one; then it says so, by a method that JDK 17 does not have. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean onTerminal() {
        var console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    /**
     * @param octets of the whole file; zero where nobody knows
     */
    void start(long octets) {
        if (terminal) {
            bar = Optional.of(new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(octets == 0 ? -1 : octets)
                    .setUnit(" KiB", KIB)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setConsumer(new DelegatingProgressBarConsumer(this::draw, COLUMNS))
                    .build());
        }
    }

    void at(long octets, String message) {
        bar.ifPresent(it -> it.stepTo(octets).setExtraMessage(message));
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
