package io.vouchpost.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.vouchpost.audit.AuditTrail;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The meters of one gateway, in a registry of its own. Names and labels are a contract (docs/metrics.md); no label has a value
 * that a client can choose freely, and no more than a bounded number of values. Safe for all threads.
 */
public final class Meters {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final EventCounters events;
    private final Handshakes handshakes;
    private final ReplyTimes replies;
    private final Reloads reloads;
    private final DatabaseConnections database = new DatabaseConnections(System::nanoTime);
    private final List<Runnable> beforeScrape = new CopyOnWriteArrayList<>();

    public Meters() {
        VertxMeters.filter(registry);
        events = new EventCounters(registry);
        handshakes = new Handshakes(registry);
        replies = new ReplyTimes(registry);
        reloads = new Reloads(registry);
        new FileDescriptorMetrics().bindTo(registry);
        if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider sockets) {
            watch(
                    "vouchpost.socket.buffers.bytes",
                    "Memory beside the heap, of the whole process, for what is on its way through sockets",
                    sockets.metric()::usedDirectMemory);
        }
    }

    /**
     * A value of something of which there are several.
     *
     * @param labels name and value of each, in turn
     */
    public record Reading(List<String> labels, double value) {
        public Reading {
            labels = List.copyOf(labels);
        }
    }

    /** A Vert.x whose own pools, event bus and servers are measured here too. */
    public Vertx vertx(VertxOptions options) {
        return VertxMeters.build(options, this, registry);
    }

    /** Those that a Vert.x was made with; new ones where it was made without. */
    public static Meters of(Vertx vertx) {
        return ((VertxInternal) vertx).metrics() instanceof VertxMeters measured ? measured.meters() : new Meters();
    }

    /** All of them, as Prometheus reads them (text format 0.0.4). Takes some milliseconds. */
    public String scrape() {
        beforeScrape.forEach(Runnable::run);
        return registry.scrape();
    }

    /** Counts what happens on its way to another trail. */
    public AuditTrail before(AuditTrail next) {
        return event -> {
            events.count(event);
            next.record(event);
        };
    }

    /**
     * Those that have not happened yet are there as 0 from now on, so that the first one is an increase for Prometheus.
     *
     * @param alarmKinds as they will be in the audit trail
     * @param mechanisms that are offered
     */
    public void expect(Stream<String> alarmKinds, Collection<String> mechanisms) {
        events.expectAlarms(alarmKinds);
        events.expectLogIns(mechanisms);
    }

    public Handshakes handshakes() {
        return handshakes;
    }

    public ReplyTimes replies() {
        return replies;
    }

    public Reloads reloads() {
        return reloads;
    }

    /** Of all database pools of the Vert.x that was made here. */
    public DatabaseConnections database() {
        return database;
    }

    /**
     * Something whose number is asked for when somebody looks.
     *
     * @param number NaN while it is not known; must not block
     * @param labels name and value of each, in turn
     */
    public void watch(String name, String description, DoubleSupplier number, String... labels) {
        Gauge.builder(name, number, DoubleSupplier::getAsDouble)
                .description(description)
                .tags(labels)
                .strongReference(true)
                .register(registry);
    }

    /** The same for several that come and go; their labels are few, and of the operator's choice. */
    public void watchEach(String name, String description, Supplier<List<Reading>> readings) {
        var gauge = MultiGauge.builder(name).description(description).register(registry);
        beforeScrape.add(() -> gauge.register(
                readings.get().stream()
                        .<MultiGauge.Row<?>>map(reading -> MultiGauge.Row.of(tags(reading.labels()), reading.value()))
                        .toList(),
                true));
    }

    private static Tags tags(List<String> labels) {
        return Tags.of(labels.toArray(String[]::new));
    }
}
