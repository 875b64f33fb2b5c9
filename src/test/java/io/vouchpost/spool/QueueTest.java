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
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lists, pages and single messages, on a real PostgreSQL. */
@Timeout(60)
class QueueTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final QueueFilter ALL = QueueFilter.open().in(EnumSet.allOf(State.class));

    private final Vertx vertx = Vertx.vertx();
    private final Database database = TestDatabase.open(vertx);
    private final QueueRows rows = new QueueRows(database.pool());
    private final Queue queue = new Queue(database.pool(), Clock.fixed(NOON, ZoneOffset.UTC));

    /** One message each minute, each for one recipient in each of two routes, of which every third is held. */
    @BeforeEach
    void fill() {
        for (int i = 0; i < 12; i++) {
            var accepted = NOON.minus(Duration.ofMinutes(100 - i));
            var id = "M" + (char) ('L' - i);
            rows.message(id, i % 2 == 0 ? "alice" : "bob", accepted)
                    .recipient(id, 0, "x@one.example", "one", i % 3 == 0 ? State.HELD : State.WAITING, NOON)
                    .recipient(id, 1, "y@Two.example", "two", i < 6 ? State.DELIVERED : State.READY, NOON);
        }
    }

    @AfterEach
    void close() {
        await(database.close());
        await(vertx.close());
    }

    @Test
    void theListIsInTheOrderOfAcceptanceWhicheverWayItIsFound() {
        var bySender = filter("sender", "Alice@Example.org").in(ALL.states());
        for (var filter : List.of(ALL, bySender)) {
            var found = all(filter, false, 5);
            assertThat(found).hasSize(24).startsWith("ML.0", "ML.1", "MK.0").endsWith("MA.0", "MA.1");
            Collections.reverse(found);
            assertThat(all(filter, true, 5)).isEqualTo(found);
        }
    }

    @Test
    void aFilterFindsWhatItSaysAndNothingElse() {
        assertThat(all(QueueFilter.open(), false, 7)).hasSize(18);
        assertThat(all(filter("account", "bob"), false, 4)).hasSize(9).startsWith("MK.0", "MI.0");
        assertThat(all(filter("route", "two"), false, 4)).hasSize(6).allMatch(it -> it.endsWith(".1"));
        assertThat(all(filter("domain", "TWO.example"), false, 4)).hasSize(6);
        assertThat(all(filter("domain", "two.example").in(Set.of(State.DELIVERED)), true, 4))
                .hasSize(6)
                .startsWith("MG.1");
        assertThat(all(filter("account", "alice").in(Set.of(State.HELD)), true, 1))
                .containsExactly("MF.0", "ML.0");
        assertThat(all(filter("older", "95"), false, 50)).startsWith("ML.0").hasSize(5);
        assertThat(all(filter("sender", ""), false, 50)).isEmpty();
        assertThat(all(filter("route", "three"), false, 50)).isEmpty();
    }

    @Test
    void filtersNarrowEachOtherWhicheverIsReadBy() {
        for (var account : List.of(Optional.<String>empty(), Optional.of("bob"))) {
            for (var route : List.of(Optional.<String>empty(), Optional.of("one"))) {
                for (var domain : List.of(Optional.<String>empty(), Optional.of("one.example"))) {
                    for (var sender : List.of(Optional.<String>empty(), Optional.of("alice@example.org"))) {
                        var filter = new QueueFilter(
                                account, route, sender, domain, Set.of(State.WAITING, State.READY), Optional.empty());
                        int perMessage = route.isPresent() || domain.isPresent() ? 0 : 6;
                        int expected = 8 + perMessage;
                        assertThat(all(filter, true, 3))
                                .as(filter.toString())
                                .hasSize(account.isPresent() ? expected / 2 : expected);
                    }
                }
            }
        }
    }

    @Test
    void pagesOverRowsThatChangeMeanwhileShowEachThatStaysOnce() {
        var first = await(queue.list(QueueFilter.open(), false, Optional.empty(), 4));
        rows.message("M-late", "carol", NOON.minusSeconds(1))
                .recipient("M-late", 0, "x@one.example", "one", State.READY, NOON)
                .message("M-early", "carol", NOON.minus(Duration.ofDays(3)))
                .recipient("M-early", 0, "x@one.example", "one", State.READY, NOON)
                .run("UPDATE spool_recipients SET state = 'DELIVERED' WHERE message = 'MB'", Tuple.tuple())
                .run("UPDATE spool_recipients SET state = 'READY' WHERE message = 'MC'", Tuple.tuple())
                .run(
                        "DELETE FROM spool_messages WHERE id = $1",
                        Tuple.of(place(first).message()));
        var rest = rest(QueueFilter.open(), false, first.next(), 4);
        assertThat(rest).contains("M-late.0", "MC.0", "MC.1").doesNotHaveDuplicates();
        assertThat(rest).doesNotContain("M-early.0", "MB.0").doesNotContainAnyElementsOf(names(first));
        assertThat(rest).hasSize(18 - 4 - 2 + 1);
    }

    private static QueuePlace place(QueuePage page) {
        return page.entries().get(page.entries().size() - 1).place();
    }

    @Test
    void aPageTellsWhatHappenedLast() {
        rows.note("ML", 0, new Note(NOON.minusSeconds(9), Note.Kind.DEFERRED, "mx:25", "451 4.3.0 Later"))
                .note("ML", 0, new Note(NOON.minusSeconds(5), Note.Kind.HELD, "", "An operator keeps it back."));
        var entry = await(queue.list(QueueFilter.open(), false, Optional.empty(), 1))
                .entries()
                .get(0);
        assertThat(entry.last().map(Note::kind)).contains(Note.Kind.HELD);
        assertThat(entry.attempts()).isEqualTo(2);
        assertThat(entry.octets()).isEqualTo(1000);
    }

    @Test
    void aPlaceIsWrittenAndReadAgainAndNothingElseIs() {
        var place = new QueuePlace(Instant.parse("2026-11-21T12:00:00.123456Z"), "7QX2.M9-3", 12);
        assertThat(QueuePlace.parse(place.toString())).contains(place);
        assertThat(QueuePlace.parse(QueuePlace.OLDEST.accepted() + "")).isEmpty();
        for (var other : List.of("", "1.2", "x.M.0", "1.M.x", "999999999999999999.M.0", "1.a b.0", "1.M.9999999999")) {
            assertThat(QueuePlace.parse(other)).as(other).isEmpty();
        }
    }

    @Test
    void oneMessageIsShownWithTheTimeLineOfEachRecipient() {
        rows.note("ML", 1, new Note(NOON.minusSeconds(5), Note.Kind.DELIVERED, "mx:25", "250 2.0.0 Ok"))
                .note("ML", 1, new Note(NOON.minusSeconds(9), Note.Kind.LOST, "mx:25", "451 4.4.2 Lost"));
        var shown = await(queue.show("ml")).orElseThrow();
        assertThat(shown.message()).isEqualTo("ML");
        assertThat(shown.terms()).containsExactly("BODY=8BITMIME", "REQUIRETLS", "RET=FULL", "ENVID=QQ314");
        assertThat(shown.recipients())
                .extracting(Inspected.Recipient::state)
                .containsExactly(State.HELD, State.DELIVERED);
        assertThat(shown.recipients().get(1).notes())
                .extracting(Note::kind)
                .containsExactly(Note.Kind.LOST, Note.Kind.DELIVERED);
        assertThat(await(queue.show("nothing"))).isEmpty();
    }

    @Test
    void theSummaryCountsByRouteAndState() {
        var summary = await(queue.summary());
        assertThat(summary.messages()).isEqualTo(12);
        assertThat(summary.octets()).isEqualTo(12_000);
        assertThat(summary.shares())
                .extracting(it -> it.route() + " " + it.state() + " " + it.count() + " " + it.oldest())
                .containsExactly(
                        "one WAITING 8 2026-11-21T10:21:00Z",
                        "one HELD 4 2026-11-21T10:20:00Z",
                        "two READY 6 2026-11-21T10:26:00Z",
                        "two DELIVERED 6 2026-11-21T10:20:00Z");
    }

    private static QueueFilter filter(String what, String value) {
        var open = QueueFilter.open();
        return new QueueFilter(
                given("account", what, value),
                given("route", what, value),
                given("sender", what, value),
                given("domain", what, value),
                open.states(),
                given("older", what, value).map(it -> NOON.minus(Duration.ofMinutes(Long.parseLong(it)))));
    }

    private static Optional<String> given(String name, String what, String value) {
        return Optional.of(value).filter(it -> name.equals(what));
    }

    private List<String> all(QueueFilter filter, boolean newest, int limit) {
        return rest(filter, newest, Optional.empty(), limit);
    }

    private List<String> rest(QueueFilter filter, boolean newest, Optional<QueuePlace> after, int limit) {
        var found = new ArrayList<String>();
        var page = await(queue.list(filter, newest, after, limit));
        found.addAll(names(page));
        while (page.next().isPresent()) {
            assertThat(page.entries()).hasSize(limit);
            page = await(queue.list(filter, newest, page.next(), limit));
            found.addAll(names(page));
        }
        return found;
    }

    private static List<String> names(QueuePage page) {
        return page.entries().stream()
                .map(it -> it.place().message() + "." + it.place().number())
                .toList();
    }
}
