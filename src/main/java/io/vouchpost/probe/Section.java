package io.vouchpost.probe;

import java.util.List;
import java.util.Optional;

/**
 * What was seen of one thing: one port, the domain, the way of the test message.
 *
 * @param name {@code endpoint}, {@code arrival} or {@code domain}
 * @param title for a person
 * @param port where it is one
 * @param tls where it is a port
 */
public record Section(
        String name, String title, Optional<Integer> port, Optional<TlsMode> tls, List<Finding> findings) {
    public Section {
        findings = List.copyOf(findings);
    }

    public Outcome outcome() {
        return findings.stream().map(Finding::outcome).reduce(Outcome.SKIPPED, Report::worse);
    }
}
