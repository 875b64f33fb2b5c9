package io.vouchpost.config;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again and again at the configuration file, the secrets and the certificate files it names, has put in force what
 * became new, and tells of it. It reads everything anew each time, on a worker thread: that needs no help of the file system,
 * sees a swapped symbolic link and a secret that appears late, and costs a few milliseconds.
 *
 * <p>One look after the other: the next begins when what the last one found is in force, or is not. What could not be put in
 * force is tried again at each look. News are told once; after a refusal, that all is well again is told too, as
 * {@link Reload.Unchanged}.
 */
public final class ConfigurationWatch {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationWatch.class);
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final Context context;
    private final ConfigurationFile file;
    private final Function<SettingsChange, Future<Void>> application;
    private final Consumer<Reload> listener;

    // touched by one look, then by the next
    private volatile InForce inForce;
    private volatile List<Problem> lastProblems = List.of();

    // touched only on the context
    private long timer = NO_TIMER;
    private boolean stopped;
    private Future<?> last = Future.succeededFuture();

    /**
     * @param settings that run
     * @param read the file from which they came: other than those where keys wait for a restart
     * @param contents of the files it names
     */
    private record InForce(Settings settings, Settings read, NamedFiles contents) {}

    /** What a look has found. */
    private sealed interface Sight {
        record Same() implements Sight {}

        record Other(Settings read, NamedFiles contents) implements Sight {}

        record Wrong(List<Problem> problems) implements Sight {}
    }

    /**
     * Reads the certificate files once, so it blocks. Make it before the certificates are loaded: then no change is
     * missed between.
     *
     * @param running what was read at start
     * @param application puts a change in force; failed, best with {@link NotApplied}, where all stayed as it was
     * @param listener is called on the Vert.x context of this watch, and must not block
     */
    public ConfigurationWatch(
            Vertx vertx,
            ConfigurationFile file,
            Settings running,
            Function<SettingsChange, Future<Void>> application,
            Consumer<Reload> listener) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.file = file;
        this.application = application;
        this.listener = listener;
        this.inForce = new InForce(running, running, NamedFiles.of(running));
    }

    /** Begins to look, once in each interval, until {@link #stop}. */
    public void start(Duration interval) {
        context.runOnContext(started -> {
            if (timer == NO_TIMER) {
                timer = vertx.setPeriodic(interval.toMillis(), tick -> lookUnlessLooking());
            }
        });
    }

    /** From now on all stays as it is. */
    public void stop() {
        context.runOnContext(now -> {
            vertx.cancelTimer(timer);
            timer = NO_TIMER;
            stopped = true;
        });
    }

    /** Looks at once, as for SIGHUP, and tells what is the case, news or not. */
    public Future<Reload> reloadNow() {
        return look(true);
    }

    /** Looks at once, and tells news only. */
    Future<Reload> look() {
        return look(false);
    }

    private Future<Reload> look(boolean asked) {
        var looked = Promise.<Reload>promise();
        context.runOnContext(now -> {
            if (stopped) {
                looked.complete(new Reload.Unchanged());
                return;
            }
            last = last.transform(before -> context.executeBlocking(this::see))
                    .compose(this::settle)
                    .map(found -> told(found, asked));
            last.<Reload>map(reload -> (Reload) reload).onComplete(looked);
        });
        return looked.future();
    }

    /** On a file system that hangs, one look waits there rather than one more in each interval. */
    private void lookUnlessLooking() {
        if (last.isComplete()) {
            look(false).onFailure(e -> LOG.error("The configuration could not be looked at", e));
        }
    }

    /** Blocks. */
    private Sight see() {
        try {
            var read = file.read();
            var contents =
                    NamedFiles.of(read); // before anybody loads them: what changes from here on is seen next time
            return read.equals(inForce.read()) && contents.equals(inForce.contents())
                    ? new Sight.Same()
                    : new Sight.Other(read, contents);
        } catch (InvalidConfiguration e) {
            return new Sight.Wrong(e.problems());
        }
    }

    private Future<Reload> settle(Sight sight) {
        if (stopped) {
            return Future.succeededFuture(new Reload.Unchanged());
        }
        if (sight instanceof Sight.Other other) {
            var before = inForce;
            var change = SettingsChange.between(before.settings(), other.read())
                    .withContentOf(before.contents().differing(other.contents()));
            return Future.succeededFuture(change)
                    .compose(it -> it.live().isEmpty() ? Future.succeededFuture() : application.apply(it))
                    .<Reload>map(applied -> {
                        inForce = new InForce(change.effective(), other.read(), other.contents());
                        return new Reload.Changed(change);
                    })
                    .otherwise(fault -> new Reload.Refused(problems(fault)));
        }
        return Future.succeededFuture(
                sight instanceof Sight.Wrong wrong ? new Reload.Refused(wrong.problems()) : new Reload.Unchanged());
    }

    private static List<Problem> problems(Throwable fault) {
        return fault instanceof NotApplied refusal
                ? refusal.problems()
                : List.of(new Problem("", "could not be put in force: " + fault));
    }

    private Reload told(Reload reload, boolean asked) {
        var problems = reload instanceof Reload.Refused refused ? refused.problems() : List.<Problem>of();
        var isNews = !problems.equals(lastProblems) || reload instanceof Reload.Changed;
        lastProblems = problems;
        if (isNews || asked) {
            listener.accept(reload);
        }
        return reload;
    }
}
