package io.vouchpost.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.audit.AuditTrail;
import io.vouchpost.audit.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The names that others read, and that no client can make more of them. */
class MetersTest {
    private static final Event.Origin ORIGIN = new Event.Origin("S", "192.0.2.7", "TLSv1.3", "TLS_AES_128_GCM_SHA256");

    private final Meters meters = new Meters();
    private final List<Event> events = new ArrayList<>();
    private final AuditTrail trail = meters.before(events::add);

    private static Optional<Event.Refusal> refusal(String rule) {
        return Optional.of(new Event.Refusal("S-1", "535 5.7.8 No", rule, "seen", "remedy", List.of()));
    }

    private void logIn(String mechanism, Optional<Event.Refusal> refusal) {
        trail.record(new Event.Login(
                Instant.EPOCH, ORIGIN, mechanism, "alice@example.org", "", "", "", "client.example", refusal));
    }

    @Test
    void eventsAreCountedOnTheirWay() {
        logIn("PLAIN", Optional.empty());
        logIn("PLAIN", Optional.empty());
        logIn("PLAIN", refusal("password"));
        logIn("X-INVENTED", refusal("sasl.mechanisms"));
        trail.record(new Event.Refused(Instant.EPOCH, ORIGIN, "", "", "connection", refusal("guard.networkFailures")));
        trail.record(new Event.Alarm(Instant.EPOCH, "shared address", "", "10.0.0.5", "so", Optional.empty()));

        assertThat(meters.scrape())
                .contains(
                        "vouchpost_logins_total{mechanism=\"PLAIN\",outcome=\"accepted\"} 2.0",
                        "vouchpost_logins_total{mechanism=\"PLAIN\",outcome=\"refused\"} 1.0",
                        "vouchpost_logins_total{mechanism=\"other\",outcome=\"refused\"} 1.0",
                        "vouchpost_refusals_total{rule=\"guard.networkFailures\"} 1.0",
                        "vouchpost_alarms_total{kind=\"shared address\"} 1.0")
                .doesNotContain("INVENTED");
        assertThat(events).hasSize(6);
    }

    @Test
    void gaugesAreAskedWhenSomebodyLooks() {
        meters.watch("vouchpost.connections", "Clients that are connected", events::size);
        assertThat(meters.scrape()).contains("vouchpost_connections 0.0");
        logIn("PLAIN", Optional.empty());
        System.gc(); // nobody else holds what is asked
        assertThat(meters.scrape()).contains("vouchpost_connections 1.0");
    }

    private void submit(String custody) {
        trail.record(new Event.Submission(
                Instant.EPOCH,
                ORIGIN,
                "PLAIN",
                "alice",
                "",
                "alice",
                "S-1",
                "alice",
                1,
                10,
                custody,
                "whoever",
                "250"));
    }

    private void refuse(String subject, String rule) {
        trail.record(new Event.Refused(Instant.EPOCH, ORIGIN, "PLAIN", "alice", subject, refusal(rule)));
    }

    @Test
    void messagesAreCountedByWhoHasThemNow() {
        assertThat(meters.scrape())
                .as("the first one is to be an increase")
                .contains("vouchpost_messages_total{outcome=\"spooled\"} 0.0");
        submit("posted");
        submit("spooled");
        submit("spooled");
        submit("repeated");
        refuse("message", "limits.headerBytes");
        refuse("message", "RFC 5321 §4.1.4"); // BDAT before MAIL
        refuse("MAIL", "policy.senders");
        trail.record(new Event.Delivery(Instant.EPOCH, "S-1", "alice", "<bob>", "possibly delivered", "", ""));

        assertThat(meters.scrape())
                .contains(
                        "vouchpost_messages_total{outcome=\"posted\"} 1.0",
                        "vouchpost_messages_total{outcome=\"spooled\"} 2.0",
                        "vouchpost_messages_total{outcome=\"repeated\"} 1.0",
                        "vouchpost_messages_total{outcome=\"refused\"} 1.0",
                        "vouchpost_deliveries_total{outcome=\"delivered\"} 0.0",
                        "vouchpost_deliveries_total{outcome=\"possibly delivered\"} 1.0");
    }

    @Test
    void whatIsExpectedIsThereBeforeItHappens() {
        meters.expect(Stream.of("lockout"), List.of("PLAIN"));
        assertThat(meters.scrape())
                .contains(
                        "vouchpost_alarms_total{kind=\"lockout\"} 0.0",
                        "vouchpost_logins_total{mechanism=\"PLAIN\",outcome=\"refused\"} 0.0");
    }

    @Test
    void hostsThatAreTakenAwayAreNoLongerTold() {
        var hosts = new ArrayList<Meters.Reading>();
        meters.watchEach("vouchpost.next.hop.up", "Up", () -> List.copyOf(hosts));
        hosts.add(new Meters.Reading(List.of("host", "a:25"), 1));
        hosts.add(new Meters.Reading(List.of("host", "b:25"), 0));
        assertThat(meters.scrape())
                .contains("vouchpost_next_hop_up{host=\"a:25\"} 1.0", "vouchpost_next_hop_up{host=\"b:25\"} 0.0");
        hosts.remove(0);
        hosts.set(0, new Meters.Reading(List.of("host", "b:25"), 1));
        assertThat(meters.scrape()).contains("{host=\"b:25\"} 1.0").doesNotContain("a:25");
    }

    @Test
    void handshakesAreCountedByVersionAndNothingElse() {
        meters.handshakes().done("TLSv1.3");
        meters.handshakes().done("SSLv9");
        meters.handshakes().failed();
        assertThat(meters.scrape())
                .contains(
                        "vouchpost_tls_handshakes_total{version=\"TLSv1.3\"} 1.0",
                        "vouchpost_tls_handshakes_total{version=\"other\"} 1.0",
                        "vouchpost_tls_failures_total 1.0");
    }

    /** An alert compares them with the failures, and Prometheus compares nothing with what is not there. */
    @Test
    void handshakesAreThereBeforeTheFirst() {
        assertThat(meters.scrape())
                .contains(
                        "vouchpost_tls_handshakes_total{version=\"TLSv1.2\"} 0.0",
                        "vouchpost_tls_handshakes_total{version=\"TLSv1.3\"} 0.0",
                        "vouchpost_tls_failures_total 0.0");
    }

    @Test
    void rulesWithoutEndBecomeOne() {
        for (int i = 0; i < 1000; i++) {
            logIn("PLAIN", refusal("guard.quotas.q" + i));
        }
        assertThat(meters.scrape().lines().filter(line -> line.startsWith("vouchpost_refusals_total")))
                .hasSize(201)
                .contains("vouchpost_refusals_total{rule=\"other\"} 800.0");
    }

    @Test
    void twoGatewaysInOneProcessCountEachTheirOwn() {
        logIn("PLAIN", Optional.empty());
        assertThat(new Meters().scrape()).doesNotContain("vouchpost_logins_total{");
    }
}
