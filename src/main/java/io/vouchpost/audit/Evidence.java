package io.vouchpost.audit;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where events can be looked up: the files of one gateway, or the database of all. */
@FunctionalInterface
public interface Evidence {
    /** No session lasts longer. */
    Duration LONGEST_SESSION = Duration.ofDays(2);

    /** Attempts to deliver are the queue's to tell of. */
    int FEW = 50;

    /** Those that fit, the oldest first; of too many, the last. */
    Future<List<JsonObject>> find(EventFilter filter);

    /**
     * What a client was given this reference for, as it stands in the trail; with {@code logIn}, the event of the log-in that
     * it went by, where there is one.
     */
    default Future<Optional<JsonObject>> why(String reference) {
        return find(EventFilter.named(FilterReader.reference(reference), FEW))
                .map(found -> found.stream()
                        .filter(event -> !"delivery".equals(event.getString("event")))
                        .reduce((earlier, later) -> later))
                .compose(found -> found.map(event -> withLogIn(event).map(Optional::of))
                        .orElseGet(() -> Future.succeededFuture(Optional.empty())));
    }

    private Future<JsonObject> withLogIn(JsonObject event) {
        var session = event.getString("session", "");
        if (session.isEmpty() || "login".equals(event.getString("event"))) {
            return Future.succeededFuture(event);
        }
        var end = EventFilter.time(event);
        return find(EventFilter.logInOf(session, end.minus(LONGEST_SESSION), end.plusMillis(1)))
                .map(logIns -> {
                    logIns.stream().findFirst().ifPresent(logIn -> event.put("logIn", logIn));
                    return event;
                });
    }
}
