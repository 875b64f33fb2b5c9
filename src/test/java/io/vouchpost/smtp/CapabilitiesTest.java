package io.vouchpost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What EHLO offers, and where it does not. */
class CapabilitiesTest {
    private static final Optional<Capabilities.FutureRelease> A_WEEK =
            Optional.of(new Capabilities.FutureRelease(Duration.ofDays(7), Instant.parse("2026-11-21T12:00:00.123Z")));

    @Test
    void beforeTls() {
        assertThat(new Capabilities(true, false, List.of(), 1000, 10, A_WEEK).keywords())
                .containsExactly(
                        "PIPELINING",
                        "SIZE 1000",
                        "8BITMIME",
                        "SMTPUTF8",
                        "ENHANCEDSTATUSCODES",
                        "CHUNKING",
                        "DSN",
                        "FUTURERELEASE 604800 2026-11-28T12:00:00Z",
                        "LIMITS RCPTMAX=10",
                        "STARTTLS");
    }

    @Test
    void overTls() {
        assertThat(new Capabilities(false, true, List.of("PLAIN", "LOGIN"), 1000, 10, A_WEEK).keywords())
                .contains("REQUIRETLS", "AUTH PLAIN LOGIN")
                .doesNotContain("STARTTLS");
    }

    @Test
    void nothingIsHeldWhereNothingMayBe() {
        assertThat(new Capabilities(false, true, List.of(), 1000, 10, Optional.empty()).keywords())
                .noneMatch(keyword -> keyword.startsWith("FUTURERELEASE"));
    }
}
