package io.vouchpost.audit;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vouchpost.config.AuditSettings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events on their way to all places where they are kept. They go through one bounded queue to a thread that puts each into
 * its form once, with pseudonyms where those are wanted, and hands it to the outlets. When a place cannot keep up, events are
 * dropped there and counted rather than clients kept waiting; so is an event that has no form, and none other for it. Safe for
 * all threads.
 */
public final class Trail implements AuditTrail, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Trail.class);
    private static final String NAME = "the trail";
    private static final int ROOM = 8_192;
    private static final long LOOK_MILLIS = 100;
    private static final long MILLIS_TO_FINISH = 5_000;

    private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(ROOM);
    private final Losses losses = new Losses(NAME, System::nanoTime);
    private final long gateway = ThreadLocalRandom.current().nextLong();
    private final Function<Event, JsonObject> form;
    private final List<Outlet> outlets;
    private final Thread distributor = new Thread(this::distribute, "audit");
    private volatile boolean closing;
    private long entries;

    Trail(Pseudonyms pseudonyms, List<? extends Sink> sinks) {
        this(pseudonyms, sinks, Outlet.ROOM);
    }

    Trail(Pseudonyms pseudonyms, List<? extends Sink> sinks, int room) {
        this(event -> pseudonyms.hide(EventJson.encode(event)), sinks, room);
    }

    /**
     * @param form what is written of an event
     */
    Trail(Function<Event, JsonObject> form, List<? extends Sink> sinks, int room) {
        this.form = form;
        this.outlets = sinks.stream().map(sink -> new Outlet(sink, room)).toList();
        distributor.setDaemon(true);
        distributor.start();
    }

    /**
     * Opens all that the settings name. Blocks.
     *
     * @param hostname of the gateway, for syslog
     * @param pool left open by {@link #close}, which needs it
     * @param clock for what is too old to be kept
     * @throws IllegalStateException when the file cannot be written
     */
    public static Trail open(Vertx vertx, Pool pool, String hostname, AuditSettings settings, Clock clock) {
        var sinks = new ArrayList<Sink>();
        sinks.add(new AuditFile(settings, clock));
        settings.database().ifPresent(retention -> sinks.add(new AuditTable(pool, retention, clock)));
        settings.syslog().ifPresent(syslog -> sinks.add(SyslogSink.open(vertx, syslog, hostname)));
        return new Trail(Pseudonyms.of(settings.pseudonyms()), sinks);
    }

    @Override
    public void record(Event event) {
        if (closing || !queue.offer(event)) {
            losses.count(1);
        }
    }

    /** Events that are lost since the start, counted for each place that misses them; once where all do. */
    public long dropped() {
        return losses.total() + outlets.stream().mapToLong(Outlet::dropped).sum();
    }

    /** Writes what is queued, then closes the places. Blocks, for some seconds at most. */
    @Override
    public void close() {
        closing = true;
        try {
            distributor.join(MILLIS_TO_FINISH);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        losses.tell(true);
        outlets.forEach(Outlet::beginClosing);
        outlets.forEach(Outlet::finish);
    }

    private void distribute() {
        try {
            while (!closing || !queue.isEmpty()) {
                var event = queue.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (event == null) {
                    losses.tell(false);
                } else {
                    distribute(event);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whatever goes wrong with one event costs no other: also what is no exception, such as too deep a recursion over it. */
    private void distribute(Event event) {
        try {
            var entry = new Entry(new UUID(gateway, entries++), event.time(), form.apply(event));
            outlets.forEach(outlet -> outlet.offer(entry));
        } catch (RuntimeException | Error thrown) {
            new Fault(thrown).tell(LOG, NAME);
            losses.count(1);
        }
    }
}
