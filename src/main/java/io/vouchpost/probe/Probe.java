package io.vouchpost.probe;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Looks at a submission server by a plan. Blocks, for no longer than the plan's times taken together. */
public final class Probe {
    private final Plan plan;
    private final Optional<Arrival> arrival;
    private final Duration arrivalPatience;

    /** @param arrival where the test message can be seen again; empty where it cannot */
    public Probe(Plan plan, Optional<Arrival> arrival, Duration arrivalPatience) {
        this.plan = plan;
        this.arrival = arrival;
        this.arrivalPatience = arrivalPatience;
    }

    public Report run() {
        var started = plan.clock().instant();
        var sections = new ArrayList<Section>();
        var notes = new Notes();
        var addresses = addresses(notes);
        sections.add(new Section("host", plan.host(), Optional.empty(), Optional.empty(), notes.findings()));
        var results = addresses.isEmpty() ? List.<EndpointProbe.Result>of() : endpoints(addresses);
        boolean connected = results.stream().anyMatch(EndpointProbe.Result::connected);
        for (var result : results) {
            sections.add(connected && !result.connected() ? onlyWarned(result.section()) : result.section());
        }
        results.stream()
                .flatMap(result -> result.submitted().stream())
                .findFirst()
                .flatMap(message -> arrival.map(place -> Awaited.arrival(message, place, arrivalPatience)))
                .ifPresent(sections::add);
        plan.domain().ifPresent(domain -> sections.add(new DomainProbe(plan, domain).run()));
        return new Report(plan.host(), started, sections);
    }

    private List<InetAddress> addresses(Notes notes) {
        notes.begin(Step.ADDRESS);
        try {
            var found = plan.resolver().isPresent()
                            && LiteralAddress.of(plan.host()).isEmpty()
                    ? askedFor()
                    : List.of(InetAddress.getAllByName(plan.host()));
            var texts = found.stream().map(InetAddress::getHostAddress).toList();
            notes.ok(String.join(", ", texts), Map.of("addresses", texts));
            return found;
        } catch (UnknownHostException | NoAnswer e) {
            notes.failed(
                    "the name " + plan.host() + " has no address"
                            + (e instanceof NoAnswer ? ": " + e.getMessage() : ""),
                    "is it spelt so, and has it a record A or AAAA in the DNS?");
            return List.of();
        }
    }

    private List<InetAddress> askedFor() throws NoAnswer, UnknownHostException {
        try (var lookups = new Lookups(plan.resolver(), plan.timeout())) {
            var found = lookups.addresses(plan.host());
            if (found.isEmpty()) {
                throw new UnknownHostException(plan.host());
            }
            return found;
        }
    }

    /** The message goes to the first that takes it: once is enough. */
    private List<EndpointProbe.Result> endpoints(List<InetAddress> addresses) {
        var certificates = new CertificateCheck(anchors(), plan.clock(), plan.expiry());
        var results = new ArrayList<EndpointProbe.Result>();
        var letter = plan.letter();
        for (var endpoint : plan.endpoints()) {
            var result = new EndpointProbe(plan, endpoint, certificates).run(addresses, letter);
            results.add(result);
            letter = result.submitted().isPresent() ? Optional.empty() : letter;
        }
        return results;
    }

    private List<X509Certificate> anchors() {
        return Stream.concat(plan.authorities().stream(), byDefault().stream()).toList();
    }

    private static List<X509Certificate> byDefault() {
        try {
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((@Nullable KeyStore) null);
            return Stream.of(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .flatMap(manager -> Stream.of(((X509TrustManager) manager).getAcceptedIssuers()))
                    .toList();
        } catch (GeneralSecurityException e) {
            return List.of();
        }
    }

    /** Where two are looked at because nobody said which, one is enough. */
    private static Section onlyWarned(Section section) {
        var findings = section.findings().stream()
                .map(finding -> new Finding(
                        finding.step(),
                        finding.outcome() == Outcome.FAILED ? Outcome.WARN : finding.outcome(),
                        finding.said(),
                        finding.remedy(),
                        finding.took(),
                        finding.detail()))
                .toList();
        return new Section(section.name(), section.title(), section.port(), section.tls(), findings);
    }
}
