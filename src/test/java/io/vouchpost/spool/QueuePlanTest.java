package io.vouchpost.spool;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.Database;
import io.vouchpost.database.TestDatabase;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** With 200,000 recipients in the spool: an index leads to each page, and no more is read than a page and its bound. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueuePlanTest {
    private static final int MANY = 200_000;
    private static final int PART = 20_000;
    private static final int STRETCH = 2_000;
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    private final Database database = TestDatabase.open(vertx);
    private final Queue queue = new Queue(database.pool(), Clock.fixed(NOON, ZoneOffset.UTC));

    /** Most are delivered and finished; of the others most wait on one route, and a few are held on another. */
    @BeforeAll
    void fill() {
        var connection = await(database.pool()
                .getConnection()
                .recover(busyMachine -> database.pool().getConnection())
                .recover(busyMachine -> database.pool().getConnection()));
        await(connection.query("SET statement_timeout = 0").execute());
        for (int from = 1; from <= MANY; from += PART) {
            await(connection
                    .preparedQuery("""
                    WITH messages AS (
                        INSERT INTO spool_messages (id, account, reverse_path, body, smtp_utf8, require_tls, trace,
                            octets, leading_dots, accepted, finished)
                        SELECT md5(i::text), 'account' || i % 100, 'sender' || i % 1000 || '@example.org', '7BIT', false,
                            false, '', 1000, false, $3::timestamptz - i * interval '1 second',
                            CASE WHEN i % 4 > 0 THEN $3 END
                        FROM generate_series($1::int, $2::int) i RETURNING *)
                    INSERT INTO spool_recipients (message, number, account, accepted, forward_path, notify, route,
                        state, due)
                    SELECT id, 0, account, accepted, 'x@d' || hashtext(id) % 500 || '.example', '{}',
                        CASE WHEN hashtext(id) % 5000 = 0 THEN 'rare' ELSE 'usual' END,
                        CASE WHEN finished IS NOT NULL THEN 'DELIVERED' WHEN hashtext(id) % 5000 = 0 THEN 'HELD'
                            ELSE 'WAITING' END, accepted
                    FROM messages
                    """)
                    .execute(Tuple.of(from, from + PART - 1, NOON.atOffset(ZoneOffset.UTC))));
        }
        await(connection.query("VACUUM ANALYZE spool_messages").execute());
        await(connection.query("VACUUM ANALYZE spool_recipients").execute());
        await(connection.query("RESET statement_timeout").execute());
        await(connection.close());
    }

    @AfterAll
    void close() {
        await(database.close());
        await(vertx.close());
    }

    @Test
    void aPageOfAllReadsAPage() {
        for (boolean newest : List.of(true, false)) {
            var plan = plan(QueueFilter.open(), newest, 51);
            assertThat(indexes(plan)).contains("spool_recipients_in_order");
            assertThat(mostRows(plan)).isLessThanOrEqualTo(2 * 4 * 51);
        }
    }

    @Test
    void aPageOfARouteReadsAPageHoweverRareItIs() {
        var plan = plan(filter("rare", null, null, null), true, 51);
        assertThat(indexes(plan)).contains("spool_recipients_in_order");
        assertThat(mostRows(plan)).isLessThanOrEqualTo(4 * 51);
    }

    @Test
    void aPageOfADomainReadsAPage() {
        var plan = plan(filter(null, "D7.example", null, null), false, 51);
        assertThat(indexes(plan)).contains("spool_recipients_of_domain");
        assertThat(mostRows(plan)).isLessThanOrEqualTo(4 * 51);
    }

    @Test
    void aPageOfAnAccountOrASenderReadsItsOwnMessagesAndNoMoreThanAStretch() {
        var account = plan(filter(null, null, "account4", null), true, STRETCH);
        assertThat(indexes(account)).contains("spool_messages_of_account");
        assertThat(mostRows(account)).isLessThanOrEqualTo(STRETCH);
        var sender = plan(filter(null, null, null, "Sender4@example.org"), false, STRETCH);
        assertThat(indexes(sender)).contains("spool_messages_of_sender");
        assertThat(mostRows(sender)).isLessThanOrEqualTo(STRETCH);
    }

    @Test
    void whatIsSeldomAmongMuchIsFoundStretchByStretch() {
        var delivered = filter(null, "d7.example", null, null).in(Set.of(State.DELIVERED));
        int routes = 2;
        assertThat(mostRows(plan(delivered, false, STRETCH))).isLessThanOrEqualTo(routes * STRETCH);
        var found = await(queue.list(delivered, false, Optional.empty(), 1000));
        assertThat(found.entries()).hasSizeGreaterThan(50).allMatch(it -> it.recipient()
                .equals("x@d7.example"));
        assertThat(found.next()).isEmpty();
    }

    @Test
    void theSummaryStopsCounting() {
        var summary = await(queue.summary());
        assertThat(summary.shares())
                .extracting(it -> it.route() + it.state() + it.isMore())
                .containsExactly("rareHELDfalse", "rareDELIVEREDfalse", "usualWAITINGtrue", "usualDELIVEREDtrue");
        var routes = explain(QueueSearch.ROUTES, Tuple.tuple());
        assertThat(mostRows(routes)).isLessThanOrEqualTo(3);
        assertThat(indexes(routes)).containsOnly("spool_recipients_in_order");
    }

    private JsonObject plan(QueueFilter filter, boolean newest, int stretch) {
        var middle = new QueuePlace(NOON.minusSeconds(MANY / 2), "", 0);
        var scan = QueueScan.of(filter);
        return explain(scan.sql(newest), scan.parameters(filter, List.of("rare", "usual"), middle, stretch, 51));
    }

    private JsonObject explain(String sql, Tuple parameters) {
        var rows = await(database.pool()
                .preparedQuery("EXPLAIN (ANALYZE, FORMAT JSON) " + sql)
                .execute(parameters));
        var plan = rows.iterator().next().getValue(0);
        var json = plan instanceof JsonArray array ? array : new JsonArray(String.valueOf(plan));
        return json.getJsonObject(0).getJsonObject("Plan");
    }

    private static Stream<JsonObject> nodes(JsonObject plan) {
        return Stream.concat(
                Stream.of(plan),
                plan.getJsonArray("Plans", new JsonArray()).stream().flatMap(it -> nodes((JsonObject) it)));
    }

    private static List<String> indexes(JsonObject plan) {
        assertThat(nodes(plan).map(it -> it.getString("Node Type"))).doesNotContain("Seq Scan");
        return nodes(plan)
                .filter(it -> it.containsKey("Index Name"))
                .map(it -> it.getString("Index Name"))
                .toList();
    }

    /** That any node of the plan has let through or thrown away; sorting has no more either. */
    private static long mostRows(JsonObject plan) {
        return nodes(plan)
                .mapToLong(it -> Math.round((it.getDouble("Actual Rows") + it.getDouble("Rows Removed by Filter", 0.0))
                        * it.getDouble("Actual Loops")))
                .max()
                .orElse(0);
    }

    private static QueueFilter filter(String route, String domain, String account, String sender) {
        return new QueueFilter(
                Optional.ofNullable(account),
                Optional.ofNullable(route),
                Optional.ofNullable(sender),
                Optional.ofNullable(domain),
                QueueFilter.open().states(),
                Optional.empty());
    }
}
