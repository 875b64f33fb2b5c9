package io.vouchpost.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vouchpost.database.Database;
import io.vouchpost.database.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is kept of findings, in a real database. */
class FindingsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    static Vertx vertx;
    static Database database;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        database = TestDatabase.open(vertx);
    }

    @AfterAll
    static void close() {
        TestDatabase.await(database.close());
        TestDatabase.await(vertx.close());
    }

    private static Alarm alarm(String network, String detail, Instant time) {
        return new Alarm(time, Alarm.Kind.SHARED_ADDRESS, "", network, detail, Optional.empty());
    }

    @Test
    void theLastOfEachIsKeptForAWeek() {
        var findings = new Findings(database.pool());
        TestDatabase.await(findings.keep(alarm("10.0.0.5", "first", NOW)));
        TestDatabase.await(findings.keep(alarm("10.0.0.5", "second", NOW.plusSeconds(60))));
        TestDatabase.await(findings.keep(alarm("10.0.0.6", "other", NOW.minusSeconds(60))));

        assertThat(TestDatabase.await(findings.since(NOW.minusSeconds(60))))
                .containsExactly(
                        new Findings.Finding("second", NOW.plusSeconds(60)),
                        new Findings.Finding("other", NOW.minusSeconds(60)));
        assertThat(TestDatabase.await(findings.since(NOW))).hasSize(1);

        TestDatabase.await(findings.keep(alarm("10.0.0.7", "new", NOW.plus(Duration.ofDays(8)))));
        assertThat(TestDatabase.await(findings.since(Instant.EPOCH))).hasSize(1);
    }
}
