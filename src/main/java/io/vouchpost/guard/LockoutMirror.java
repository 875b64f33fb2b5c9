package io.vouchpost.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vouchpost.database.Interruption;
import io.vouchpost.database.Notifications;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lockouts of all gateways, in memory, so that admission costs no query and goes on when the database is away: read
 * whole when LISTEN stands, then kept by NOTIFY.
 */
final class LockoutMirror implements Notifications.Listener {
    static final String CHANNEL = "vouchpost_lockout";

    private static final Logger LOG = LoggerFactory.getLogger(LockoutMirror.class);

    private final Clock clock;
    private final Cache<LockKey, Lockout> lockouts = Caffeine.newBuilder()
            .maximumSize(LockoutStore.MOST_LOCKOUTS)
            .executor(Runnable::run)
            .build();
    private final Meanwhile<LockKey, Lockout> meanwhile = new Meanwhile<>(lockouts.asMap(), Lockout::key);
    private final Rereading<LockKey, Lockout> rereading;

    LockoutMirror(Vertx vertx, LockoutStore store, Clock clock) {
        this.clock = clock;
        this.rereading = new Rereading<>(
                vertx,
                new Interruption(LOG, "reading the lockouts"),
                meanwhile,
                () -> store.active(clock.instant()),
                ended -> {});
    }

    /** Where this key has to wait now. */
    Optional<Lockout> of(LockKey key) {
        return Optional.ofNullable(lockouts.getIfPresent(key))
                .filter(lockout -> lockout.until().isAfter(clock.instant()));
    }

    int size() {
        var now = clock.instant();
        return (int) lockouts.asMap().values().stream()
                .filter(lockout -> lockout.until().isAfter(now))
                .count();
    }

    /** The later end counts: it may be told of in another order than it came about. */
    void put(Lockout lockout) {
        meanwhile.merge(lockout, (old, fresh) -> old.until().isAfter(fresh.until()) ? old : fresh);
    }

    void remove(LockKey key) {
        meanwhile.remove(key);
    }

    void removeExpired() {
        var now = clock.instant();
        lockouts.asMap().values().removeIf(lockout -> !lockout.until().isAfter(now));
    }

    void stop() {
        rereading.stop();
    }

    @Override
    public void listening() {
        rereading.begin();
    }

    @Override
    public void notified(String payload) {
        try {
            LockoutStore.told(new JsonObject(payload)).ifPresent(lockout -> {
                if (lockout.until().isAfter(clock.instant())) {
                    put(lockout);
                } else {
                    remove(lockout.key());
                }
            });
        } catch (DecodeException | ClassCastException e) {
            LOG.warn("a lockout that cannot be read was told of");
        }
    }

    /** What is known stays; each lockout ends by itself. */
    @Override
    public void lost() {}
}
