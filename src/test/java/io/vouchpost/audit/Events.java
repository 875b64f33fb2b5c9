package io.vouchpost.audit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One event of each kind. */
final class Events {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Event.Origin ORIGIN = new Event.Origin("S1", "192.0.2.7", "TLSv1.3", "TLS_AES_128_GCM_SHA256");

    private Events() {}

    static Event.Login login() {
        return new Event.Login(NOON, ORIGIN, "PLAIN", "alice", "", "printer", "", "client.example", Optional.empty());
    }

    static Event.Submission submission(String message) {
        return new Event.Submission(
                NOON,
                ORIGIN,
                "PLAIN",
                "alice",
                "",
                "*@example.org",
                message,
                "alice@example.org",
                2,
                123,
                "posted",
                "next: 250 OK",
                "250 2.0.0 posted");
    }

    static Event.Refused refused(String reference, String seen) {
        var refusal = new Event.Refusal(reference, "550 5.7.1 no", "policy.sender", seen, "none", List.of());
        return new Event.Refused(
                NOON, new Event.Origin("S1", "192.0.2.7", "", ""), "", "", "MAIL", Optional.of(refusal));
    }

    static Event.Delivery delivery(String message) {
        return new Event.Delivery(NOON, message, "alice", "bob@example.net", "deferred", "next:25", "450 4.2.0 later");
    }
}
