package io.vouchpost.guard;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vouchpost.database.Interruption;
import io.vouchpost.database.Notifications;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
    private static final long AGAIN_MILLIS = 1_000;

    private final Vertx vertx;
    private final BreakerStore store;
    private final Consumer<String> over;
    private final Map<String, Tripped> tripped = new ConcurrentHashMap<>();
    private final Meanwhile<String> meanwhile = new Meanwhile<>();
    private final Promise<Void> read = Promise.promise();
    private final Interruption interruption = new Interruption(LOG, "reading the breakers");
    private volatile boolean stopped;

    /**
     * @param over told of accounts whose breaker is no longer in force
     */
    BreakerMirror(Vertx vertx, BreakerStore store, Consumer<String> over) {
        this.vertx = vertx;
        this.store = store;
        this.over = over;
    }

    Optional<Tripped> of(String account) {
        return Optional.ofNullable(tripped.get(account));
    }

    /** Completed when all have been read for the first time. */
    Future<Void> read() {
        return read.future();
    }

    void put(Tripped one) {
        meanwhile.tell(one.account(), () -> tripped.put(one.account(), one));
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void listening() {
        var reading = meanwhile.begin();
        interruption
                .watch(store.inForce())
                .onSuccess(all -> {
                    var ended = new ArrayList<String>();
                    if (reading.end(told -> ended.addAll(settle(all, told)))) {
                        read.tryComplete();
                        ended.forEach(over);
                    }
                })
                .onFailure(problem -> {
                    vertx.setTimer(AGAIN_MILLIS, timer -> {
                        if (!stopped && reading.counts()) {
                            listening();
                        }
                    });
                });
    }

    /** Returns the accounts whose breaker is no longer in force. */
    private List<String> settle(List<Tripped> all, Set<String> current) {
        for (var one : all) {
            if (current.add(one.account())) {
                tripped.put(one.account(), one);
            }
        }
        var ended = tripped.keySet().stream()
                .filter(account -> !current.contains(account))
                .toList();
        ended.forEach(tripped::remove);
        return ended;
    }

    @Override
    public void notified(String payload) {
        try {
            var json = new JsonObject(payload);
            var account = Objects.requireNonNull(json.getString("account"));
            if (json.getBoolean("over")) {
                meanwhile.tell(account, () -> tripped.remove(account));
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
