package io.vouchpost.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vouchpost.database.Notifications;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lockouts of all replicas, in memory, so that admission costs no query and goes on when the database is away: read
 * whole when LISTEN stands, then kept by NOTIFY.
 */
final class LockoutMirror implements Notifications.Listener {
    static final String CHANNEL = "vouchpost_lockout";

    private static final Logger LOG = LoggerFactory.getLogger(LockoutMirror.class);
    private static final long AGAIN_MILLIS = 1_000;

    private final Vertx vertx;
    private final FailureStore store;
    private final Clock clock;
    private final Cache<String, Lockout> lockouts = Caffeine.newBuilder()
            .maximumSize(FailureStore.MOST_LOCKOUTS)
            .executor(Runnable::run)
            .build();
    /** Keys that were told of while all were being read: what was told is newer. */
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    private volatile boolean stopped;

    LockoutMirror(Vertx vertx, FailureStore store, Clock clock) {
        this.vertx = vertx;
        this.store = store;
        this.clock = clock;
    }

    /** Where this key has to wait now. */
    Optional<Lockout> of(String key) {
        return Optional.ofNullable(lockouts.getIfPresent(key))
                .filter(lockout -> lockout.until().isAfter(clock.instant()));
    }

    void put(Lockout lockout) {
        told.add(lockout.key());
        lockouts.put(lockout.key(), lockout);
    }

    void removeExpired() {
        var now = clock.instant();
        lockouts.asMap().values().removeIf(lockout -> !lockout.until().isAfter(now));
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void listening() {
        told.clear();
        store.active(clock.instant())
                .onSuccess(active -> {
                    var current = new HashSet<>(told);
                    for (var lockout : active) {
                        if (current.add(lockout.key())) {
                            lockouts.put(lockout.key(), lockout);
                        }
                    }
                    lockouts.asMap().keySet().retainAll(current);
                    told.clear();
                })
                .onFailure(problem -> {
                    LOG.warn("lockouts could not be read, trying again: {}", problem.toString());
                    if (!stopped) {
                        vertx.setTimer(AGAIN_MILLIS, timer -> listening());
                    }
                });
    }

    @Override
    public void notified(String payload) {
        try {
            var json = new JsonObject(payload);
            var key = json.getString("key");
            var until = json.getLong("until");
            if (key == null) {
                return;
            }
            if (until == null) {
                told.add(key);
                lockouts.invalidate(key);
            } else {
                put(new Lockout(key, json.getInteger("failures", 0), Instant.ofEpochMilli(until)));
            }
        } catch (DecodeException | ClassCastException e) {
            LOG.warn("a lockout that cannot be read was told of");
        }
    }

    /** What is known stays; each lockout ends by itself. */
    @Override
    public void lost() {}
}
