package io.vouchpost.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.stream.Stream;

/** Counts TLS handshakes, with the first octet and after STARTTLS alike. */
public final class Handshakes {
    private static final Set<String> VERSIONS = Set.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");

    private final MeterProvider<Counter> done;
    private final Counter failed;

    Handshakes(MeterRegistry registry) {
        done = Counter.builder("vouchpost.tls.handshakes")
                .description("TLS handshakes that came to their end")
                .withRegistry(registry);
        failed = Counter.builder("vouchpost.tls.failures")
                .description("TLS handshakes that came to nothing")
                .register(registry);
        // there from the start: where no client comes through, Prometheus has something to compare the failures with
        Stream.of("TLSv1.2", "TLSv1.3").forEach(version -> done.withTags("version", version));
    }

    /**
     * @param version such as {@code TLSv1.3}
     */
    public void done(String version) {
        done.withTags("version", VERSIONS.contains(version) ? version : "other").increment();
    }

    /** The client did not like what it saw, or was none. */
    public void failed() {
        failed.increment();
    }
}
