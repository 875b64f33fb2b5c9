package io.vouchpost.audit;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What comes to the database from now on, of all gateways. An event may be written some time after it happened, and those of
 * one gateway after later ones of another: each look goes back a little, and passes over what it has shown.
 */
public final class TableFollower {
    /** What a gateway could not write for longer is not shown. */
    private static final Duration BACK = Duration.ofSeconds(10);

    private final Evidence evidence;
    private final EventFilter filter;
    private final Clock clock;
    private Set<String> shown = new HashSet<>();

    public TableFollower(Evidence evidence, EventFilter filter, Clock clock) {
        this.evidence = evidence;
        this.filter = filter;
        this.clock = clock;
    }

    /** The last ones until now. */
    public Future<List<JsonObject>> begin() {
        return look().compose(recent -> evidence.find(filter)).map(before -> {
            before.forEach(event -> shown.add(event.encode()));
            return before;
        });
    }

    /** What is new since; one question at a time. */
    public Future<List<JsonObject>> poll() {
        return look();
    }

    private Future<List<JsonObject>> look() {
        var since = clock.instant().minus(BACK);
        return evidence.find(filter.from(later(since))).map(this::unseen);
    }

    private Instant later(Instant since) {
        return filter.since().filter(since::isBefore).orElse(since);
    }

    private List<JsonObject> unseen(List<JsonObject> found) {
        var now = new HashSet<String>();
        var unseen = new ArrayList<JsonObject>();
        for (var event : found) {
            var text = event.encode();
            if (now.add(text) && !shown.contains(text)) {
                unseen.add(event);
            }
        }
        shown = now;
        return unseen;
    }
}
