package io.vouchpost.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.metrics.ClientMetrics;
import io.vertx.core.spi.metrics.EventBusMetrics;
import io.vertx.core.spi.metrics.PoolMetrics;
import io.vertx.core.spi.metrics.TCPMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.EnumSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What of Vert.x itself is measured: worker pools, the event bus, the mail ports, the time of statements in the database, and
 * the JVM. Not HTTP, which is only our own admin port, nor clients and datagrams; nor Netty's memory, where it looks at an
 * allocator that is not the one in use. No remote address is a label.
 */
final class VertxMeters implements VertxMetrics {
    private static final String SQL = "sql";
    /** Each SASL verticle has an address of its own, with a new name at each start. */
    private static final String ONE_OF_SASL = "sasl.";

    private static final String SASL_BEGIN = "sasl.begin";
    private static final String SASL_STEP = "sasl.step";

    private final Meters meters;
    private final VertxMetrics micrometer;

    private VertxMeters(Meters meters, VertxMetrics micrometer) {
        this.meters = meters;
        this.micrometer = micrometer;
    }

    /** Before the first meter is made. What is denied is counted a second time by others. */
    static void filter(MeterRegistry registry) {
        registry.config()
                .meterFilter(saslVerticlesAreOne())
                .meterFilter(MeterFilter.denyNameStartsWith("vertx.eventbus.handlers"))
                .meterFilter(MeterFilter.denyNameStartsWith("vertx.eventbus.processed"))
                .meterFilter(MeterFilter.denyNameStartsWith("vertx.eventbus.discarded"));
    }

    static Vertx build(VertxOptions options, Meters meters, MeterRegistry registry) {
        var domains = new MicrometerMetricsOptions()
                .setEnabled(true)
                .setRegistryName(UUID.randomUUID().toString()) // or two gateways in one process would share the first's
                .setLabels(
                        EnumSet.of(Label.LOCAL, Label.POOL_TYPE, Label.POOL_NAME, Label.EB_ADDRESS, Label.EB_FAILURE))
                .setJvmMetricsEnabled(true);
        var factory = new MicrometerMetricsFactory(registry);
        return Vertx.builder()
                .with(new VertxOptions(options).setMetricsOptions(new MetricsOptions().setEnabled(true)))
                .withMetrics(asked ->
                        new VertxMeters(meters, factory.metrics(new VertxOptions().setMetricsOptions(domains))))
                .build();
    }

    private static MeterFilter saslVerticlesAreOne() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                var address = id.getTag(Label.EB_ADDRESS.toString());
                return address == null || !address.startsWith(ONE_OF_SASL) || address.equals(SASL_BEGIN)
                        ? id
                        : id.withTag(Tag.of(Label.EB_ADDRESS.toString(), SASL_STEP));
            }
        };
    }

    Meters meters() {
        return meters;
    }

    @Override
    public boolean isMetricsEnabled() {
        return true;
    }

    @Override
    public EventBusMetrics<?> createEventBusMetrics() {
        return micrometer.createEventBusMetrics();
    }

    @Override
    public TCPMetrics<?> createNetServerMetrics(NetServerOptions options, SocketAddress localAddress) {
        return micrometer.createNetServerMetrics(options, localAddress);
    }

    @Override
    public @Nullable ClientMetrics<?, ?, ?> createClientMetrics(
            SocketAddress remoteAddress, String type, @Nullable String namespace) {
        return type.equals(SQL) ? micrometer.createClientMetrics(remoteAddress, type, namespace) : null;
    }

    @Override
    public @Nullable PoolMetrics<?, ?> createPoolMetrics(String type, @Nullable String name, int maxSize) {
        if (type.equals(SQL)) {
            return meters.database();
        }
        return name == null ? null : micrometer.createPoolMetrics(type, name, maxSize);
    }

    @Override
    public void vertxCreated(Vertx vertx) {
        micrometer.vertxCreated(vertx);
    }

    @Override
    public void close() {
        micrometer.close();
    }
}
