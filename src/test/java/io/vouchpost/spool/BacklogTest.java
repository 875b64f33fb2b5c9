package io.vouchpost.spool;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.Database;
import io.vouchpost.database.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BacklogTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    private final Database database = TestDatabase.open(vertx);
    private final QueueRows rows = new QueueRows(database.pool());
    private final Backlog backlog = new Backlog(vertx, database.pool(), Clock.fixed(NOON, ZoneOffset.UTC));

    @AfterEach
    void close() {
        backlog.close();
        await(database.close());
        await(vertx.close());
    }

    private void message(String id, Duration age, State state) {
        rows.message(id, "alice", NOON.minus(age))
                .recipient(id, 0, "bob@example.net", "out", state, NOON)
                .recipient(id, 1, "pat@example.net", "elsewhere", state, NOON);
    }

    private void releasedAt(String id, Instant time) {
        rows.run("UPDATE spool_messages SET released = $2 WHERE id = $1", Tuple.of(id, time.atOffset(ZoneOffset.UTC)));
    }

    @Test
    void anEmptySpoolHasNothingAndNobodyWaits() {
        await(backlog.look());
        assertThat(backlog.recipients()).isZero();
        assertThat(backlog.oldestSeconds()).isZero();
        assertThat(backlog.oldestSecondsByRoute()).isEmpty();
    }

    @Test
    void whatIsHeldOrForLaterIsThereAndDoesNotWait() {
        message("waits", Duration.ofMinutes(10), State.WAITING);
        message("ready", Duration.ofMinutes(5), State.READY);
        message("held", Duration.ofDays(3), State.HELD);
        message("later", Duration.ofDays(2), State.WAITING);
        releasedAt("later", NOON.plusSeconds(60));
        message("due", Duration.ofDays(1), State.LEASED);
        releasedAt("due", NOON.minusSeconds(60));
        message("done", Duration.ofDays(4), State.DELIVERED);
        await(backlog.look());
        assertThat(backlog.recipients()).isEqualTo(10);
        assertThat(backlog.oldestSeconds()).isEqualTo(600);
    }

    @Test
    void eachRouteHasItsOwn() {
        rows.message("both", "alice", NOON.minusSeconds(600))
                .recipient("both", 0, "bob@example.net", "out", State.WAITING, NOON)
                .recipient("both", 1, "pat@example.net", "elsewhere", State.DELIVERED, NOON);
        rows.message("one", "alice", NOON.minusSeconds(20))
                .recipient("one", 0, "pat@example.net", "elsewhere", State.LEASED, NOON);
        rows.message("held", "alice", NOON.minusSeconds(900))
                .recipient("held", 0, "eve@example.net", "kept", State.HELD, NOON);
        await(backlog.look());
        assertThat(backlog.oldestSecondsByRoute()).isEqualTo(Map.of("out", 600.0, "elsewhere", 20.0));
        assertThat(backlog.oldestSeconds()).isEqualTo(600);
        assertThat(backlog.recipients()).isEqualTo(3);
    }

    @Test
    void whatCannotBeSeenIsNotKnown() {
        message("waits", Duration.ofMinutes(10), State.WAITING);
        await(backlog.look());
        assertThat(backlog.oldestSecondsByRoute()).hasSize(2);
        rows.run("ALTER TABLE spool_recipients RENAME TO elsewhere", Tuple.tuple());
        await(backlog.look());
        assertThat(backlog.recipients()).isNaN();
        assertThat(backlog.oldestSeconds()).isNaN();
        assertThat(backlog.oldestSecondsByRoute()).isEmpty();
    }
}
