package io.vouchpost.probe;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * When all has to be over. A server that sends an octet every second outlasts every time limit of a single read, so what is
 * still open then is closed from outside.
 */
final class Deadline implements AutoCloseable {
    private final Duration patience;
    private final long end;
    private volatile boolean over;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "deadline");
        thread.setDaemon(true);
        return thread;
    });

    Deadline(Duration patience) {
        this.patience = patience;
        this.end = System.nanoTime() + patience.toNanos();
    }

    /** At least one millisecond, because zero means forever to sockets. */
    int millisLeft() {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
    }

    boolean isOver() {
        return over || System.nanoTime() - end >= 0;
    }

    /** Closes it then. */
    void ends(Closeable open) {
        var ending = clock.schedule(() -> end(open), end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (ending.isCancelled()) {
            closeQuietly(open);
        }
    }

    /** Whoever finds it closed shall know why. */
    private void end(Closeable open) {
        over = true;
        closeQuietly(open);
    }

    static void closeQuietly(Closeable open) {
        try {
            open.close();
        } catch (IOException gone) {
            // just that was wanted
        }
    }

    /** As it was asked for. */
    String inWords() {
        return inWords(patience);
    }

    static String inWords(Duration time) {
        if (time.toMillis() % 1000 != 0) {
            return time.toMillis() + " ms";
        }
        return time.toSeconds() == 1 ? "1 second" : time.toSeconds() + " seconds";
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
