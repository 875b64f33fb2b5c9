package io.vouchpost.guard;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vouchpost.database.Interruption;
import io.vouchpost.database.Notifications;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The breakers in force, in memory, so that each message can be asked about without a query, also when the database is
 * away: read whole when LISTEN stands, then kept by NOTIFY.
 */
final class BreakerMirror implements Notifications.Listener {
    static final String CHANNEL = "vouchpost_breaker";

    private static final Logger LOG = LoggerFactory.getLogger(BreakerMirror.class);

    private final Consumer<String> over;
    private final ConcurrentMap<String, Tripped> tripped = new ConcurrentHashMap<>();
    private final Meanwhile<String, Tripped> meanwhile = new Meanwhile<>(tripped, Tripped::account);
    private final Promise<Void> read = Promise.promise();
    private final Rereading<String, Tripped> rereading;

    /**
     * @param over told of accounts whose breaker is no longer in force
     */
    BreakerMirror(Vertx vertx, BreakerStore store, Consumer<String> over) {
        this.over = over;
        this.rereading = new Rereading<>(
                vertx, new Interruption(LOG, "reading the breakers"), meanwhile, store::inForce, ended -> {
                    read.tryComplete();
                    ended.forEach(over);
                });
    }

    Optional<Tripped> of(String account) {
        return Optional.ofNullable(tripped.get(account));
    }

    /** Completed when all have been read for the first time. */
    Future<Void> read() {
        return read.future();
    }

    void put(Tripped one) {
        meanwhile.put(one);
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
            var json = new JsonObject(payload);
            var account = Objects.requireNonNull(json.getString("account"));
            if (json.getBoolean("over")) {
                meanwhile.remove(account);
                over.accept(account);
            } else {
                put(new Tripped(
                        json.getLong("id"),
                        account,
                        Instant.ofEpochMilli(json.getLong("since")),
                        Tripped.Reason.valueOf(json.getString("reason")),
                        json.getString("detail"),
                        Optional.empty()));
            }
        } catch (DecodeException | ClassCastException | NullPointerException | IllegalArgumentException e) {
            LOG.warn("a breaker that cannot be read was told of");
        }
    }

    /** What is known stays: a breaker ends by an operator's hand only. */
    @Override
    public void lost() {}
}
