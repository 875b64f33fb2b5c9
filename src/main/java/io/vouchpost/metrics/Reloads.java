package io.vouchpost.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** How it went with changed configurations (docs/reload.md). Both outcomes are there from the start. Safe for all threads. */
public final class Reloads {
    private final Counter applied;
    private final Counter refused;
    private volatile boolean onDiskRefused;

    Reloads(MeterRegistry registry) {
        this.applied = counter(registry, "applied");
        this.refused = counter(registry, "refused");
        Gauge.builder("vouchpost.configuration.refused", this, it -> it.onDiskRefused ? 1 : 0)
                .description("1 while the configuration on disk is refused, and an older one in force")
                .strongReference(true)
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("vouchpost.configuration.reloads")
                .description("Changes of the configuration, and of the files it names, by what became of them")
                .tag("outcome", outcome)
                .register(registry);
    }

    /** A change is in force. */
    public void applied() {
        applied.increment();
        onDiskRefused = false;
    }

    /** One was refused, and what is on disk stays so until it changes. */
    public void refused() {
        refused.increment();
        onDiskRefused = true;
    }

    /** What is on disk is what is in force, or will be after a restart. */
    public void agreed() {
        onDiskRefused = false;
    }
}
