package io.vouchpost.spool;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.Database;
import io.vouchpost.database.Notifications.Listener;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.spool.QueuePage.Entry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each intervention in each state: what it does, what it leaves alone, and what is told. */
@Timeout(60)
class InterventionTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Instant EARLIER = NOON.minus(Duration.ofHours(1));

    private final Vertx vertx = Vertx.vertx();
    private final Database database = TestDatabase.open(vertx);
    private final QueueRows rows = new QueueRows(database.pool());
    private final Queue queue = new Queue(database.pool(), Clock.fixed(NOON, ZoneOffset.UTC));

    @AfterEach
    void close() {
        await(database.close());
        await(vertx.close());
    }

    @ParameterizedTest
    @CsvSource({
        "RETRY,   READY -> READY,  WAITING -> READY,   HELD -> HELD",
        "HOLD,    READY -> HELD,   WAITING -> HELD,    HELD -> HELD",
        "RELEASE, READY -> READY,  WAITING -> WAITING, HELD -> READY",
        "BOUNCE,  READY -> FAILED, WAITING -> FAILED,  HELD -> FAILED",
        "REMOVE,  READY -> REMOVED, WAITING -> REMOVED, HELD -> REMOVED"
    })
    void whatItMakesOfEachState(Intervention intervention, String ready, String waiting, String held) {
        rows.message("M", "alice", EARLIER);
        for (var state : State.values()) {
            rows.recipient("M", state.ordinal(), state + "@one.example", "one", state, EARLIER);
        }
        var tally = await(queue.change(intervention, "M", Optional.empty()));
        var after = new ArrayList<String>();
        for (var state : State.values()) {
            var now = field("state", state.ordinal());
            boolean changed = !now.equals(state.name());
            after.add(state + " -> " + now);
            assertThat(field("due", state.ordinal())).startsWith(changed ? "2026-11-21T12:00" : "2026-11-21T11:00");
            assertThat(notes(state.ordinal()))
                    .isEqualTo(changed ? intervention.kind().name() : "");
        }
        assertThat(after)
                .containsExactly(
                        ready,
                        waiting,
                        "LEASED -> LEASED",
                        held,
                        "DELIVERED -> DELIVERED",
                        "FAILED -> FAILED",
                        "REMOVED -> REMOVED");
        assertThat(tally.busy()).isEqualTo(1);
        assertThat(tally.changed()).isEqualTo(intervention.from().size());
        assertThat(tally.changed()
                        + tally.left().values().stream().mapToInt(it -> it).sum())
                .isEqualTo(7);
    }

    @Test
    void oneRecipientAloneInWhateverCase() {
        rows.message("M", "alice", EARLIER)
                .recipient("M", 0, "x@one.example", "one", State.WAITING, NOON)
                .recipient("M", 1, "y@one.example", "one", State.WAITING, NOON);
        assertThat(await(queue.change(Intervention.HOLD, "M", Optional.of("Y@ONE.example"))))
                .isEqualTo(new Tally(1, Map.of()));
        assertThat(field("state", 0)).isEqualTo("WAITING");
        assertThat(await(queue.change(Intervention.HOLD, "M", Optional.of("z@one.example")))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void aBounceKeepsTheContentUntilTheSenderIsTold() {
        rows.message("M", "alice", EARLIER).recipient("M", 0, "x@one.example", "one", State.HELD, NOON);
        await(queue.change(Intervention.BOUNCE, "M", Optional.empty()));
        assertThat(field("report", 0)).isEqualTo("FAILURE");
        assertThat(rows.value("SELECT finished FROM spool_messages")).isEmpty();
        assertThat(rows.value("SELECT count(*) FROM spool_chunks")).contains("1");
    }

    @ParameterizedTest
    @CsvSource({"{NEVER},", "{SUCCESS},", "'{DELAY,FAILURE}',FAILURE"})
    void aBounceTellsNobodyWhoDoesNotWantToKnow(String notify, String report) {
        rows.message("M", "alice", EARLIER)
                .recipient("M", 0, "x@one.example", "one", State.HELD, NOON)
                .run("UPDATE spool_recipients SET notify = '" + notify + "'", Tuple.tuple());
        await(queue.change(Intervention.BOUNCE, "M", Optional.empty()));
        assertThat(field("report", 0)).isEqualTo(report == null ? "" : report);
        assertThat(rows.value("SELECT finished FROM spool_messages").isPresent())
                .isEqualTo(report == null);
    }

    @Test
    void theLastOneRemovedTakesTheContentAlongAndGivesTheRoomBack() {
        rows.message("M", "alice", EARLIER)
                .recipient("M", 0, "x@one.example", "one", State.READY, NOON)
                .recipient("M", 1, "y@one.example", "one", State.WAITING, NOON)
                .run("UPDATE spool_recipients SET report = 'DELAY'", Tuple.tuple());
        await(queue.change(Intervention.REMOVE, "M", Optional.of("x@one.example")));
        assertThat(rows.value("SELECT count(*) FROM spool_chunks")).contains("1");
        await(queue.change(Intervention.REMOVE, "M", Optional.of("y@one.example")));
        assertThat(rows.value("SELECT count(*) FROM spool_chunks")).contains("0");
        assertThat(rows.value("SELECT finished FROM spool_messages")).contains("2026-11-21T12:00Z");
        assertThat(rows.value("SELECT count(*) FROM spool_recipients WHERE report IS NOT NULL"))
                .contains("0");
        var summary = await(queue.summary());
        assertThat(summary.messages()).isZero();
        assertThat(summary.octets()).isZero();
        await(queue.change(Intervention.REMOVE, "M", Optional.empty()));
        assertThat(await(queue.summary()).messages()).as("not twice").isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"RETRY", "RELEASE"})
    void gatewaysAreToldWhatBecameReady(Intervention intervention) {
        rows.message("M", "alice", EARLIER)
                .recipient(
                        "M",
                        0,
                        "x@one.example",
                        "one",
                        intervention.from().iterator().next(),
                        NOON);
        var heard = new CompletableFuture<String>();
        var notifications = database.notifications();
        notifications.subscribe("vouchpost_spool", new Listener() {
            @Override
            public void listening() {}

            @Override
            public void notified(String payload) {
                heard.complete(payload);
            }

            @Override
            public void lost() {}
        });
        await(notifications.start());
        await(queue.change(intervention, "M", Optional.empty()));
        assertThat(heard.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo("one");
        await(notifications.close());
    }

    @Test
    void allThatAFilterFindsInMoreThanOneBatch() {
        rows.run("""
                INSERT INTO spool_messages (id, account, reverse_path, body, smtp_utf8, require_tls, trace, octets,
                    leading_dots, accepted)
                SELECT 'M' || i, 'alice', '', '7BIT', false, false, '', 1, false, $1::timestamptz + i * interval '1 ms'
                FROM generate_series(1, 1500) i
                """, Tuple.of(EARLIER.atOffset(ZoneOffset.UTC)))
                .run("""
                INSERT INTO spool_recipients (message, number, account, accepted, forward_path, notify, route, state, due)
                SELECT id, 0, account, accepted, 'x@one.example', '{}', CASE substr(id, 2)::int % 2 WHEN 0 THEN 'two' ELSE 'one' END,
                    CASE id WHEN 'M7' THEN 'LEASED' ELSE 'WAITING' END, accepted
                FROM spool_messages
                """, Tuple.tuple())
                .message("later", "alice", NOON.plusSeconds(1))
                .recipient("later", 0, "x@one.example", "one", State.WAITING, NOON);
        var states = Set.of(State.READY, State.WAITING, State.LEASED);
        var filter = new QueueFilter(
                Optional.empty(), Optional.of("one"), Optional.empty(), Optional.empty(), states, Optional.empty());
        assertThat(await(queue.changeAll(Intervention.HOLD, filter)))
                .isEqualTo(new Tally(749, Map.of(State.LEASED, 1)));
        assertThat(rows.value("SELECT count(*) FROM spool_recipients WHERE state = 'HELD'"))
                .contains("749");
        assertThat(rows.value("SELECT count(*) FROM spool_notes")).contains("749");
        assertThat(rows.value("SELECT state FROM spool_recipients WHERE message = 'later'"))
                .as("accepted after it began")
                .contains("WAITING");
        assertThat(await(queue.changeAll(Intervention.RELEASE, filter.in(Set.of(State.HELD)))))
                .isEqualTo(new Tally(749, Map.of()));
    }

    @Test
    void aBatchHasBoundedContentOrASingleMessage() {
        var entries =
                List.of(entry("A", 0, 40), entry("A", 1, 40), entry("B", 0, 24), entry("C", 0, 1), entry("D", 0, 99));
        assertThat(QueueBulk.inBatches(entries))
                .extracting(batch ->
                        batch.stream().map(it -> it.message() + it.number()).toList())
                .containsExactly(List.of("A0", "A1", "B0"), List.of("C0"), List.of("D0"));
    }

    @Test
    void whereAGatewayHasTheMessageLockedItIsWaitedFor() {
        rows.message("M", "alice", EARLIER).recipient("M", 0, "x@one.example", "one", State.WAITING, NOON);
        var change = await(database.pool().withTransaction(gateway -> gateway.query(
                                "SELECT FROM spool_messages WHERE id = 'M' FOR UPDATE")
                        .execute()
                        .compose(v -> {
                            var waiting = queue.change(Intervention.REMOVE, "M", Optional.empty());
                            return gateway.query("UPDATE spool_recipients SET state = 'DELIVERED'")
                                    .execute()
                                    .map(w -> List.of(waiting));
                        })))
                .get(0);
        assertThat(await(change)).isEqualTo(new Tally(0, Map.of(State.DELIVERED, 1)));
    }

    private static Entry entry(String message, int number, int mebibytes) {
        return new Entry(
                new QueuePlace(EARLIER, message, number),
                "alice",
                "",
                "x@one.example",
                "one",
                State.HELD,
                NOON,
                0,
                false,
                (long) mebibytes << 20,
                Optional.empty());
    }

    private String field(String column, int number) {
        return rows.value("SELECT " + column + " FROM spool_recipients WHERE number = $1", number)
                .orElse("");
    }

    private String notes(int number) {
        return rows.value("SELECT string_agg(kind, ' ') FROM spool_notes WHERE number = $1", number)
                .orElse("");
    }
}
