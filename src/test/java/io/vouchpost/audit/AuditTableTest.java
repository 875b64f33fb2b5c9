package io.vouchpost.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vouchpost.TurnedClock;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.database.Database;
import io.vouchpost.database.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events in a real PostgreSQL. */
@Timeout(60)
class AuditTableTest {
    private static final Duration RETENTION = Duration.ofDays(3);

    private final TurnedClock clock = new TurnedClock();
    private final DatabaseSettings settings = TestDatabase.fresh();
    private final Vertx vertx = Vertx.vertx();
    private Database database;
    private AuditTable table;
    private TableSearch search;
    private long entries;

    @BeforeEach
    void open() {
        database = TestDatabase.await(Database.open(vertx, settings));
        table = new AuditTable(database.pool(), RETENTION, clock);
        search = new TableSearch(database.pool());
    }

    @AfterEach
    void close() {
        TestDatabase.await(database.close());
        TestDatabase.await(vertx.close());
    }

    private Entry entry(Event event) {
        return new Entry(new UUID(7, entries++), event.time(), EventJson.encode(event));
    }

    private void write(Event... events) throws Exception {
        assertThat(table.write(List.of(events).stream().map(this::entry).toList()))
                .isZero();
    }

    private List<JsonObject> find(Map<String, String> typed) {
        var reader = new FilterReader(Pseudonyms.none(), Clock.systemUTC());
        return TestDatabase.await(search.find(reader.read(name -> Optional.ofNullable(typed.get(name)), 100)));
    }

    private List<String> days() {
        return TestDatabase.await(database.pool()
                        .query("SELECT inhrelid::regclass::text FROM pg_inherits"
                                + " WHERE inhparent = 'audit_events'::regclass ORDER BY 1")
                        .execute())
                .stream()
                .map(row -> row.getString(0))
                .toList();
    }

    @Test
    void eachFilterFindsItsOwnInOrder() throws Exception {
        write(Events.login(), Events.refused("S1-1", "x"), Events.submission("S1-2"), Events.delivery("S1-2"));

        assertThat(find(Map.of()))
                .extracting(it -> it.getString("event"))
                .containsExactly("login", "refusal", "submission", "delivery");
        assertThat(find(Map.of("limit", "2")))
                .extracting(it -> it.getString("event"))
                .containsExactly("submission", "delivery");
        assertThat(find(Map.of("event", "Login"))).hasSize(1);
        assertThat(find(Map.of("outcome", "deferred"))).hasSize(1);
        assertThat(find(Map.of("account", "ALICE"))).hasSize(3);
        assertThat(find(Map.of("client", "192.0.2.7"))).hasSize(3);
        assertThat(find(Map.of("client", "192.0.2.0/24"))).hasSize(3);
        assertThat(find(Map.of("client", "192.0.2.8"))).isEmpty();
        assertThat(find(Map.of("client", "2001:db8::/32"))).isEmpty();
        assertThat(find(Map.of("reference", "(s1-1)"))).hasSize(1);
        assertThat(find(Map.of("message", "S1-2"))).hasSize(2);
        assertThat(find(Map.of("since", "2026-11-21T12:00:00Z"))).hasSize(4);
        assertThat(find(Map.of("until", "2026-11-21T12:00:00Z"))).isEmpty();
        assertThat(find(Map.of("event", "submission")).get(0).encode())
                .as("fields in their order")
                .isEqualTo(EventJson.encode(Events.submission("S1-2")).encode());
        assertThat(TestDatabase.await(search.why("S1-1"))
                        .orElseThrow()
                        .getJsonObject("logIn")
                        .getString("mechanism"))
                .isEqualTo("PLAIN");
    }

    @Test
    void whatIsWrittenTwiceIsThereOnce() throws Exception {
        var same = List.of(entry(Events.login()), entry(Events.login()));
        table.write(same);
        table.write(same);
        assertThat(find(Map.of())).hasSize(2);
    }

    @Test
    void whatClientsChooseCanBeKept() throws Exception {
        var name = "\0\r\n\"\\\u2028\ud83d\ude00" + "x".repeat(20_000);
        var login = new Event.Login(
                Events.login().time(),
                Events.login().origin(),
                "PLAIN",
                name,
                "",
                "",
                "",
                "\\u0000\0",
                Optional.empty());
        write(login, Events.submission("S1-2"));
        assertThat(find(Map.of("event", "login")).get(0).getString("account")).isEqualTo(name.replace('\0', '\ufffd'));
        assertThat(find(Map.of("event", "login")).get(0).getString("ehlo")).isEqualTo("\\u0000\ufffd");
        assertThat(find(Map.of("account", name))).hasSize(1);
    }

    @Test
    void todayAndTomorrowAreMadeAheadAndOldDaysAreDropped() throws Exception {
        table.tidy();
        assertThat(days()).containsExactly("audit_events_20300101", "audit_events_20300102");
        clock.advance(RETENTION.plusHours(23));
        table.tidy();
        assertThat(days())
                .as("the first day is not over for as long as the retention")
                .containsExactly(
                        "audit_events_20300101",
                        "audit_events_20300102",
                        "audit_events_20300104",
                        "audit_events_20300105");
        clock.advance(Duration.ofHours(1));
        table.tidy();
        assertThat(days()).doesNotContain("audit_events_20300101").contains("audit_events_20300102");
    }

    @Test
    void aDayThatSomebodyElseHasDroppedIsMadeAgain() throws Exception {
        write(Events.login());
        TestDatabase.await(
                database.pool().query("DROP TABLE audit_events_20261121").execute());
        var late = List.of(entry(Events.login()));
        assertThatThrownBy(() -> table.write(late)).isInstanceOf(Outage.class).hasMessageContaining("no partition");
        table.write(late);
        assertThat(find(Map.of())).hasSize(1);
    }

    @Test
    void manyGatewaysMakeAndDropDaysAtTheSameTime() throws Exception {
        var gateways = 4;
        var barrier = new CyclicBarrier(gateways);
        var threads = Executors.newFixedThreadPool(gateways);
        var work = new ArrayList<Callable<Boolean>>();
        IntStream.range(0, gateways)
                .forEach(i -> work.add(() -> {
                    var own = new AuditTable(database.pool(), RETENTION, clock);
                    barrier.await();
                    own.tidy();
                    own.write(List.of(new Entry(new UUID(i, 1), clock.instant(), EventJson.encode(Events.login()))));
                    return true;
                }));
        for (var done : threads.invokeAll(work)) {
            assertThat(done.get()).isTrue();
        }
        threads.shutdown();
        assertThat(days()).hasSize(2);
        assertThat(find(Map.of())).hasSize(gateways);
    }

    @Test
    void anOutageCostsNothingThatFindsRoom() throws Exception {
        Pool gone = TestDatabase.await(Database.open(vertx, settings)).pool();
        TestDatabase.await(gone.close());
        var lost = new AuditTable(gone, RETENTION, clock);
        var one = List.of(entry(Events.login()));
        assertThatThrownBy(() -> lost.write(one))
                .as("nothing is wrong with the event")
                .isInstanceOf(Outage.class);
        table.write(one);
        assertThat(find(Map.of())).hasSize(1);
    }
}
