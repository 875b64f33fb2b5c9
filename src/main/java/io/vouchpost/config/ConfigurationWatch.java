package io.vouchpost.config;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again and again at the configuration file, the secrets and the certificate files it names, and tells what
 * became new. It reads everything anew each time, on a worker thread: that needs no help of the file system, sees a
 * swapped symbolic link and a secret that appears late, and costs a few milliseconds.
 *
 * <p>A new state of things is told once. After a refusal, that all is well again is told too, as
 * {@link Reload.Unchanged}.
 */
public final class ConfigurationWatch {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationWatch.class);
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final Context context;
    private final ConfigurationFile file;
    private final Consumer<Reload> listener;

    // touched only by look(), one call after the other
    private Settings running;
    private Settings lastRead;
    private NamedFiles contents;
    private List<Problem> lastProblems = List.of();

    // touched only on the context
    private long timer = NO_TIMER;
    private boolean looking;

    /**
     * Reads the certificate files once, so it blocks. Make it before the certificates are loaded: then no change is
     * missed between.
     *
     * @param running what was read at start
     * @param listener is called on the Vert.x context of this watch, and must not block
     */
    public ConfigurationWatch(Vertx vertx, ConfigurationFile file, Settings running, Consumer<Reload> listener) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.file = file;
        this.listener = listener;
        this.running = running;
        this.lastRead = running;
        this.contents = NamedFiles.of(running);
    }

    /** Begins to look, once in each interval, until {@link #stop}. */
    public void start(Duration interval) {
        context.runOnContext(started -> {
            if (timer == NO_TIMER) {
                timer = vertx.setPeriodic(interval.toMillis(), tick -> lookUnlessLooking());
            }
        });
    }

    public void stop() {
        context.runOnContext(stopped -> {
            vertx.cancelTimer(timer);
            timer = NO_TIMER;
        });
    }

    /** Looks at once, as for SIGHUP. The listener hears of it too, where there is something new to hear. */
    public Future<Reload> reloadNow() {
        return context.executeBlocking(this::look).map(sighting -> {
            if (sighting.isNews()) {
                listener.accept(sighting.reload());
            }
            return sighting.reload();
        });
    }

    /** On a file system that hangs, one look waits there rather than one more in each interval. */
    private void lookUnlessLooking() {
        if (!looking) {
            looking = true;
            reloadNow()
                    .onFailure(e -> LOG.error("The configuration could not be looked at", e))
                    .onComplete(done -> looking = false);
        }
    }

    private record Sighting(Reload reload, boolean isNews) {}

    /** Blocks. The context runs one at a time, in order. */
    private Sighting look() {
        var refusedBefore = !lastProblems.isEmpty();
        try {
            var read = file.read();
            lastProblems = List.of();
            var contentsNow = NamedFiles.of(read);
            if (read.equals(lastRead) && contentsNow.equals(contents)) {
                return new Sighting(new Reload.Unchanged(), refusedBefore);
            }
            var change = SettingsChange.between(running, read).withContentOf(contents.differing(contentsNow));
            running = change.effective();
            lastRead = read;
            contents = contentsNow;
            return new Sighting(new Reload.Changed(change), true);
        } catch (InvalidConfiguration e) {
            var isNews = !e.problems().equals(lastProblems);
            lastProblems = e.problems();
            return new Sighting(new Reload.Refused(lastProblems), isNews);
        }
    }
}
