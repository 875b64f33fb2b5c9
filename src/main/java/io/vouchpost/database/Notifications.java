package io.vouchpost.database;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgNotification;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What other replicas and commands have changed, by LISTEN on one connection of its own. A lost connection is noticed
 * within {@value #PULSE_SECONDS} + {@value #ANSWER_SECONDS} seconds, also when the network just swallows everything, and
 * made anew; what happened in between is not told again, so listeners are told that they may have missed something.
 */
public final class Notifications {
    private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);
    private static final long PULSE_SECONDS = 3;
    private static final long ANSWER_SECONDS = 2;
    private static final long FIRST_DELAY_MILLIS = 100;
    private static final long LONGEST_DELAY_MILLIS = 5_000;

    private final Interruption interruption = new Interruption(LOG, "hearing of changes in the database");
    private final Vertx vertx;
    private final Supplier<PgConnectOptions> options;
    private final Context context;
    private final Map<String, List<Listener>> listeners = new ConcurrentHashMap<>();

    private volatile @Nullable PgConnection connection;
    private volatile boolean closed;

    Notifications(Vertx vertx, Supplier<PgConnectOptions> options) {
        this.vertx = vertx;
        this.options = options;
        this.context = vertx.getOrCreateContext();
    }

    /** Told on one context, in order; must not block. */
    public interface Listener {

        /** LISTEN stands, for the first time or again: from here on nothing is missed; what was before must be read. */
        void listening();

        /** A NOTIFY, with its payload. */
        void notified(String payload);

        /** The connection is gone: from here on everything may be missed. */
        void lost();
    }

    /** Before {@link #start}. */
    public Notifications subscribe(String channel, Listener listener) {
        if (!channel.matches("[a-z_]{1,63}")) {
            throw new IllegalArgumentException("not a channel: " + channel);
        }
        listeners.computeIfAbsent(channel, name -> new CopyOnWriteArrayList<>()).add(listener);
        return this;
    }

    /** Completes with the first attempt; where that fails, the next ones follow until {@link #close}. */
    public Future<Void> start() {
        Promise<Void> first = Promise.promise();
        context.runOnContext(v -> connect(FIRST_DELAY_MILLIS).onComplete(first));
        context.runOnContext(v -> vertx.setPeriodic(TimeUnit.SECONDS.toMillis(PULSE_SECONDS), this::checkPulse));
        return first.future();
    }

    /** Whether a change would be heard of now. */
    public boolean live() {
        return connection != null;
    }

    public Future<Void> close() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(v -> {
            closed = true;
            var open = connection;
            connection = null;
            if (open == null) {
                done.complete();
            } else {
                open.close().otherwiseEmpty().onComplete(done);
            }
        });
        return done.future();
    }

    private Future<Void> connect(long nextDelay) {
        var attempt = PgConnection.connect(vertx, options.get());
        return attempt.compose(fresh -> {
                    // set before LISTEN: a notification may come with its reply
                    fresh.notificationHandler(this::dispatch);
                    fresh.closeHandler(v -> lost(fresh));
                    fresh.exceptionHandler(problem -> LOG.debug("notifications: {}", problem.toString()));
                    return fresh.query(listenStatements()).execute().map(fresh);
                })
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .<Void>map(fresh -> {
                    if (closed) {
                        fresh.close();
                        return null;
                    }
                    interruption.over();
                    connection = fresh;
                    tell(Listener::listening);
                    return null;
                })
                .onFailure(problem -> {
                    attempt.onSuccess(PgConnection::close); // also where it comes too late
                    interruption.met(problem);
                    retry(nextDelay);
                });
    }

    private void retry(long delay) {
        if (!closed) {
            vertx.setTimer(delay, timer -> {
                if (!closed) {
                    connect(Math.min(2 * delay, LONGEST_DELAY_MILLIS));
                }
            });
        }
    }

    private String listenStatements() {
        return listeners.keySet().stream().map(channel -> "LISTEN " + channel).collect(Collectors.joining(";"));
    }

    private void dispatch(PgNotification notification) {
        for (var listener : listeners.getOrDefault(notification.getChannel(), List.of())) {
            guarded(listener, it -> it.notified(notification.getPayload()));
        }
    }

    private void checkPulse(long timer) {
        var open = connection;
        if (closed) {
            vertx.cancelTimer(timer);
        } else if (open != null) {
            open.query("SELECT 1")
                    .execute()
                    .timeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .onFailure(problem -> {
                        lost(open);
                        open.close();
                    });
        }
    }

    private void lost(PgConnection gone) {
        if (connection == gone) {
            connection = null;
            interruption.met("its connection is lost");
            tell(Listener::lost);
            retry(FIRST_DELAY_MILLIS);
        }
    }

    private void tell(Consumer<Listener> news) {
        listeners.values().forEach(some -> some.forEach(listener -> guarded(listener, news)));
    }

    /** One listener's fault must not keep the news from the next. */
    private static void guarded(Listener listener, Consumer<Listener> news) {
        try {
            news.accept(listener);
        } catch (RuntimeException e) {
            LOG.error("a listener to the database failed", e);
        }
    }
}
