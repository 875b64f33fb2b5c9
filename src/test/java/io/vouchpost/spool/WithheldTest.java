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
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the breaker holds is kept apart from what operators hold. */
@Timeout(60)
class WithheldTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Instant EARLIER = NOON.minus(Duration.ofHours(1));
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);

    private final Vertx vertx = Vertx.vertx();
    private final Database database = TestDatabase.open(vertx);
    private final QueueRows rows = new QueueRows(database.pool());
    private final Queue queue = new Queue(database.pool(), CLOCK);
    private final Withheld withheld = new Withheld(database.pool(), CLOCK);

    @AfterEach
    void close() {
        await(database.close());
        await(vertx.close());
    }

    private void oneInEachState() {
        rows.message("M", "alice", EARLIER).message("OTHER", "bob", EARLIER);
        for (var state : State.values()) {
            rows.recipient("M", state.ordinal(), state + "@one.example", "one", state, EARLIER);
        }
        rows.recipient("OTHER", 0, "other@one.example", "one", State.READY, EARLIER);
    }

    private String state(String message, State before) {
        return rows.value(
                        "SELECT state FROM spool_recipients WHERE message = $1 AND number = $2",
                        message,
                        before.ordinal())
                .orElse("");
    }

    private String notes(State before) {
        return rows.value(
                        "SELECT string_agg(kind || ': ' || reply, '; ') FROM spool_notes WHERE message = 'M' AND number = $1",
                        before.ordinal())
                .orElse("");
    }

    @Test
    void whatWaitsOfTheAccountIsHeldAndNothingElse() {
        oneInEachState();
        assertThat(await(withheld.hold("alice", "because"))).isEqualTo(2);
        assertThat(state("M", State.READY)).isEqualTo("HELD");
        assertThat(state("M", State.WAITING)).isEqualTo("HELD");
        for (var state : State.values()) {
            if (state != State.READY && state != State.WAITING) {
                assertThat(state("M", state)).isEqualTo(state.name());
                assertThat(notes(state)).isEmpty();
            }
        }
        assertThat(notes(State.READY)).isEqualTo("HELD: because");
        assertThat(state("OTHER", State.READY)).isEqualTo("READY");
        assertThat(await(withheld.count("alice"))).isEqualTo(new Withheld.Extent(1, 2));
    }

    @Test
    void releaseLetsGoWhatTheBreakerHoldsAndNotWhatAnOperatorHolds() {
        oneInEachState();
        await(withheld.hold("alice", "because"));
        assertThat(await(withheld.release("alice"))).isEqualTo(new Withheld.Extent(1, 2));
        assertThat(state("M", State.READY)).isEqualTo("READY");
        assertThat(state("M", State.WAITING)).isEqualTo("READY");
        assertThat(state("M", State.HELD)).as("held by hand").isEqualTo("HELD");
        assertThat(notes(State.WAITING))
                .isEqualTo("HELD: because; RELEASED: An operator ended the breaker of the account.");
        assertThat(await(withheld.release("alice"))).isEqualTo(new Withheld.Extent(0, 0));
    }

    @Test
    void dropRemovesWhatTheBreakerHoldsAndNotWhatAnOperatorHolds() {
        oneInEachState();
        await(withheld.hold("alice", "because"));
        assertThat(await(withheld.drop("alice"))).isEqualTo(new Withheld.Extent(1, 2));
        assertThat(state("M", State.READY)).isEqualTo("REMOVED");
        assertThat(state("M", State.HELD)).as("held by hand").isEqualTo("HELD");
    }

    @Test
    void whatCameInAfterTheEndIsNotDroppedWithTheRest() {
        rows.message("BEFORE", "alice", EARLIER).message("SINCE", "alice", NOON);
        for (var message : List.of("BEFORE", "SINCE")) {
            rows.recipient(message, State.READY.ordinal(), "bob@one.example", "one", State.READY, EARLIER);
        }
        await(withheld.hold("alice", "because"));
        assertThat(await(withheld.drop("alice", NOON.minusSeconds(1)))).isEqualTo(new Withheld.Extent(1, 1));
        assertThat(state("BEFORE", State.READY)).isEqualTo("REMOVED");
        assertThat(state("SINCE", State.READY)).isEqualTo("READY");
    }

    @Test
    void aMessageThatIsDroppedWholeLosesItsContent() {
        rows.message("M", "alice", EARLIER).recipient("M", 0, "bob@one.example", "one", State.READY, EARLIER);
        await(withheld.hold("alice", "because"));
        await(withheld.drop("alice"));
        assertThat(rows.value("SELECT finished FROM spool_messages")).isPresent();
        assertThat(rows.value("SELECT octets FROM spool_chunks")).isEmpty();
        assertThat(rows.value("SELECT sum(messages) FROM spool_room")).contains("0");
    }

    @Test
    void whatAnOperatorTakesInHandIsNoLongerTheBreakers() {
        rows.message("M", "alice", EARLIER).recipient("M", 0, "bob@one.example", "one", State.READY, EARLIER);
        await(withheld.hold("alice", "because"));
        await(queue.change(Intervention.RELEASE, "M", Optional.empty()));
        await(queue.change(Intervention.HOLD, "M", Optional.empty()));
        assertThat(await(withheld.count("alice")).recipients()).isZero();
        assertThat(await(queue.show("M")).orElseThrow().recipients().get(0).withheld())
                .isFalse();
    }

    @Test
    void whatIsToBeSentLaterWaitsUntilThen() {
        rows.message("M", "alice", EARLIER)
                .run(
                        "UPDATE spool_messages SET released = $1",
                        Tuple.of(NOON.plusSeconds(600).atOffset(ZoneOffset.UTC)))
                .recipient("M", 0, "bob@one.example", "one", State.WAITING, NOON.plusSeconds(600));
        await(withheld.hold("alice", "because"));
        await(withheld.release("alice"));
        assertThat(state("M", State.READY)).isEqualTo("WAITING");
        assertThat(rows.value("SELECT due FROM spool_recipients").orElse("")).startsWith("2026-11-21T12:10");
    }

    @Test
    void notificationsOfOurOwnAreNotTheAccounts() {
        rows.message("M", "alice", EARLIER)
                .run("UPDATE spool_messages SET reverse_path = ''", Tuple.tuple())
                .recipient("M", 0, "alice@one.example", "one", State.READY, EARLIER);
        assertThat(await(withheld.hold("alice", "because"))).isZero();
        rows.run("UPDATE spool_messages SET trace = 'Received: from a client'", Tuple.tuple());
        assertThat(await(withheld.hold("alice", "because")))
                .as("a client's own, from the null sender")
                .isEqualTo(1);
    }

    @Test
    void thousandsAreDoneInBatches() {
        rows.message("A", "alice", EARLIER)
                .message("B", "alice", EARLIER.plusSeconds(1))
                .run("""
                        INSERT INTO spool_recipients (message, number, account, accepted, forward_path, notify, route, state, due)
                        SELECT m.id, n, m.account, m.accepted, 'r' || n || '@one.example', '{}', 'one', 'READY', m.accepted
                        FROM spool_messages m CROSS JOIN generate_series(0, 1200) AS n
                        """, Tuple.tuple());
        assertThat(await(withheld.hold("alice", "because"))).isEqualTo(2402);
        assertThat(await(withheld.count("alice"))).isEqualTo(new Withheld.Extent(2, 2402));
        assertThat(await(withheld.release("alice"))).isEqualTo(new Withheld.Extent(2, 2402));
        await(withheld.hold("alice", "because"));
        assertThat(await(withheld.drop("alice")).recipients()).isEqualTo(2402);
        assertThat(rows.value("SELECT count(*) FROM spool_messages WHERE finished IS NULL"))
                .contains("0");
    }
}
