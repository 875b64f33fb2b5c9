package io.vouchpost.guard;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.LogLines;
import io.vouchpost.TurnedClock;
import io.vouchpost.config.BreakerSettings;
import io.vouchpost.config.BreakerSettings.Reaction;
import io.vouchpost.config.BreakerSettings.Threshold;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.guard.Tripped.Outcome;
import io.vouchpost.guard.Tripped.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What trips it, who is told, and what an operator's decision changes. Velocity: 10 times and 200; bounces: 40 % and 50. */
@Timeout(60)
class BreakerTest {
    private static final String ALICE = "alice@example.org";
    private static final String BOB = "bob@example.org";

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final TurnedClock clock = new TurnedClock();
    private final DatabaseSettings shared = TestDatabase.fresh();
    private final List<BreakerGateway> gateways = new ArrayList<>();
    private BreakerGateway gateway;

    private static BreakerSettings settings(Reaction network, Reaction country) {
        return new BreakerSettings(
                new Threshold(10, 200),
                new Threshold(40, 50),
                network,
                country,
                Optional.empty(),
                Optional.of("postmaster@example.org"),
                true);
    }

    private BreakerGateway join(BreakerSettings settings) {
        return join(settings, Optional.empty());
    }

    private BreakerGateway join(BreakerSettings settings, Optional<Countries> countries) {
        var joined = new BreakerGateway(vertx, shared, settings, countries, clock);
        gateways.add(joined);
        return joined;
    }

    @BeforeEach
    void start() {
        gateway = join(settings(Reaction.IGNORE, Reaction.IGNORE));
        sql("INSERT INTO accounts (name, contact) VALUES ($1, 'alice@home.example'), ($2, NULL)", ALICE, BOB);
    }

    @AfterEach
    void stop() {
        gateways.forEach(BreakerGateway::close);
        await(vertx.close());
    }

    private void sql(String statement, Object... parameters) {
        await(gateway.database.pool().preparedQuery(statement).execute(Tuple.from(parameters)));
    }

    private static void send(BreakerGateway by, String account, int recipients) {
        await(by.breaker.submitted(account, recipients));
    }

    /** In an hour of its own, some days ago. */
    private void sentEarlier(String account, Duration ago, int recipients) {
        sql(
                "INSERT INTO account_activity (account, hour, messages, recipients, refused)"
                        + " SELECT id, $2, 1, $3, 0 FROM accounts WHERE name = $1",
                account,
                clock.instant().minus(ago).atOffset(java.time.ZoneOffset.UTC),
                (long) recipients);
    }

    private static void eventually(BooleanSupplier condition) {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    @Test
    void theMessageThatReachesTheLeastOfAVelocityIsHeldItself() {
        send(gateway, ALICE, 150);
        send(gateway, ALICE, 49);
        assertThat(gateway.holds(ALICE)).isFalse();
        send(gateway, ALICE, 1);
        assertThat(gateway.breaker.held(ALICE))
                .contains(
                        "The breaker holds the mail of alice@example.org: 200 recipients within the hour, where the most in"
                                + " any hour of the last 14 days was 0.");
        assertThat(gateway.holds(BOB)).isFalse();
    }

    @Test
    void whoeverSendsMuchMaySendTenTimesAsMuchButOne() {
        sentEarlier(ALICE, Duration.ofDays(13), 40);
        sentEarlier(ALICE, Duration.ofDays(2), 7);
        send(gateway, ALICE, 399);
        assertThat(gateway.holds(ALICE)).isFalse();
        send(gateway, ALICE, 1);
        assertThat(gateway.holds(ALICE)).isTrue();
    }

    @Test
    void whatIsOlderThanFourteenDaysIsForgotten() {
        sentEarlier(ALICE, Duration.ofDays(15), 1_000);
        send(gateway, ALICE, 200);
        assertThat(gateway.holds(ALICE)).isTrue();
    }

    @Test
    void anHourBeginsAnew() {
        send(gateway, ALICE, 150);
        clock.advance(Duration.ofHours(1));
        send(gateway, ALICE, 150);
        assertThat(gateway.holds(ALICE)).isFalse();
    }

    @Test
    void refusalsHaveToBeManyAndALargeShare() {
        sentEarlier(ALICE, Duration.ofDays(1), 1_000);
        send(gateway, ALICE, 125);
        gateway.breaker.refused(ALICE, 49);
        await(gateway.breaker.flush());
        assertThat(gateway.holds(ALICE)).as("49 of 125").isFalse();
        gateway.breaker.refused(ALICE, 1);
        await(gateway.breaker.flush());
        assertThat(gateway.breaker.held(ALICE).orElseThrow())
                .contains("50 recipients refused for good within the hour, of 125");

        sentEarlier(BOB, Duration.ofDays(1), 1_000);
        send(gateway, BOB, 126);
        gateway.breaker.refused(BOB, 50);
        await(gateway.breaker.flush());
        assertThat(gateway.holds(BOB)).as("50 of 126").isFalse();
    }

    @Test
    void whatTwoGatewaysTakeIsAddedUpAndHeldByBoth() {
        var other = join(settings(Reaction.IGNORE, Reaction.IGNORE));
        send(gateway, ALICE, 100);
        send(other, ALICE, 100);
        assertThat(other.holds(ALICE)).as("where it tripped").isTrue();
        long since = System.nanoTime();
        eventually(() -> gateway.holds(ALICE));
        assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(1));
        eventually(() -> other.letters.size() == 2);
        assertThat(gateway.letters).isEmpty();
        assertThat(other.alarms).hasSize(1);
        assertThat(gateway.alarms).isEmpty();
    }

    @Test
    void aGatewayThatStartsLaterHoldsTooBeforeItTakesAnything() {
        send(gateway, ALICE, 200);
        eventually(() -> gateway.letters.size() == 2);
        var later = join(settings(Reaction.IGNORE, Reaction.IGNORE));
        send(later, ALICE, 1);
        assertThat(later.holds(ALICE)).isTrue();
    }

    @Test
    void operatorAndOwnerAreToldOnceInPlainWords() {
        send(gateway, ALICE, 200);
        eventually(() -> gateway.letters.size() == 2);
        assertThat(gateway.held).containsExactly(ALICE);
        var operator = gateway.letters.get(0);
        assertThat(operator.to()).isEqualTo("postmaster@example.org");
        assertThat(operator.text().replaceAll("\\s+", " "))
                .contains("200 recipients within the hour", "17 recipients are held, too")
                .contains("vouchpost breaker release alice@example.org", "vouchpost breaker drop alice@example.org");
        var owner = gateway.letters.get(1);
        assertThat(owner.to()).isEqualTo("alice@home.example");
        assertThat(owner.text()).contains("change the password now").doesNotContain("vouchpost ");
        assertThat(operator.text().lines()).allMatch(line -> line.length() <= 76);
        assertThat(gateway.alarms).singleElement().satisfies(alarm -> {
            assertThat(alarm.kind()).isEqualTo(Alarm.Kind.BREAKER);
            assertThat(alarm.account()).isEqualTo(ALICE);
        });
        send(gateway, ALICE, 500);
        await(gateway.breaker.round());
        assertThat(gateway.letters).hasSize(2);
        assertThat(gateway.alarms).hasSize(1);
    }

    @Test
    void whatCouldNotBeToldIsToldLaterByWhicheverGateway() {
        var other = join(settings(Reaction.IGNORE, Reaction.IGNORE));
        gateway.postOffice = false;
        send(gateway, ALICE, 200);
        eventually(() -> gateway.alarms.size() == 1 && other.holds(ALICE));
        clock.advance(Duration.ofSeconds(31));
        await(other.breaker.round());
        await(other.breaker.round());
        assertThat(other.letters)
                .extracting(Letter::to)
                .containsExactly("postmaster@example.org", "alice@home.example");
    }

    @Test
    void whatWasReleasedCountsAsUsual() {
        send(gateway, ALICE, 200);
        assertThat(end(ALICE, Outcome.RELEASED)).isPresent();
        eventually(() -> !gateway.holds(ALICE));
        send(gateway, ALICE, 1_999);
        assertThat(gateway.holds(ALICE)).isFalse();
        send(gateway, ALICE, 1);
        assertThat(gateway.holds(ALICE)).as("ten times 200").isTrue();
    }

    @Test
    void whatWasDroppedDoesNotCount() {
        send(gateway, ALICE, 200);
        assertThat(end(ALICE, Outcome.DROPPED)).isPresent();
        eventually(() -> !gateway.holds(ALICE));
        send(gateway, ALICE, 199);
        assertThat(gateway.holds(ALICE)).isFalse();
        send(gateway, ALICE, 1);
        assertThat(gateway.holds(ALICE)).isTrue();
    }

    @Test
    void roundsInVainAreTwoLinesInTheLog() {
        try (var log = LogLines.of(Breaker.class)) {
            sql("ALTER TABLE breakers RENAME TO away");
            for (int i = 0; i < 3; i++) {
                await(gateway.breaker.round());
            }
            sql("ALTER TABLE away RENAME TO breakers");
            await(gateway.breaker.round());
            assertThat(log.lines())
                    .satisfiesExactly(
                            first -> assertThat(first)
                                    .startsWith("the breakers' round has to wait: ")
                                    .contains("breakers"),
                            last -> assertThat(last).isEqualTo("the breakers' round goes on"));
        }
    }

    @Test
    void whatCameInWhileItWasEndedIsSettledAfterwards() {
        send(gateway, ALICE, 200);
        end(ALICE, Outcome.DROPPED);
        await(gateway.breaker.round());
        assertThat(gateway.settled).as("whoever ended it has time to do so").isEmpty();
        clock.advance(Duration.ofSeconds(31));
        await(gateway.breaker.round());
        assertThat(gateway.settled).containsExactly(ALICE + " DROPPED");
        clock.advance(Duration.ofHours(2));
        await(gateway.breaker.round());
        assertThat(gateway.settled).hasSize(1);
    }

    private Optional<Tripped> end(String account, Outcome outcome) {
        return await(new BreakerStore(gateway.database.pool()).end(account, outcome, clock.instant()));
    }

    @Test
    void theFirstNetworkOfAnAccountLeadsToNothing() {
        var strict = join(settings(Reaction.HOLD, Reaction.IGNORE));
        strict.breaker.seen(ALICE, "192.0.2.1", 0);
        assertThat(strict.holds(ALICE)).isFalse();
        strict.breaker.seen(ALICE, "198.51.100.1", 1);
        assertThat(strict.breaker.held(ALICE).orElseThrow()).contains("198.51.100.1", "1 others are known");
        gateway.breaker.seen(BOB, "198.51.100.1", 1);
        assertThat(gateway.holds(BOB)).as("ignored").isFalse();
    }

    @Test
    void whatIsOnlyToldIsToldOncePerDayAndKind() {
        var telling = join(settings(Reaction.TELL, Reaction.IGNORE));
        telling.breaker.seen(ALICE, "198.51.100.1", 1);
        eventually(() -> telling.letters.size() == 2);
        telling.breaker.seen(ALICE, "198.51.100.2", 2);
        clock.advance(Duration.ofHours(23));
        telling.breaker.seen(ALICE, "198.51.100.3", 3);
        clock.advance(Duration.ofHours(1));
        telling.breaker.seen(ALICE, "198.51.100.4", 4);
        eventually(() -> telling.letters.size() == 4);
        assertThat(telling.holds(ALICE)).isFalse();
        assertThat(telling.alarms).extracting(Alarm::kind).containsOnly(Alarm.Kind.UNUSUAL);
        assertThat(telling.alarms).extracting(Alarm::network).containsExactly("198.51.100.1", "198.51.100.4");
        assertThat(telling.letters.get(1).text()).contains("change the password");
    }

    @Test
    void aNewCountryHoldsTheNextMessageAlready() throws Exception {
        var file = new GeoipFile()
                .put("192.0.2.0/24", "DE")
                .put("198.51.100.0/24", "BR")
                .writeTo(folder.resolve("geoip.mmdb"));
        var strict = join(settings(Reaction.IGNORE, Reaction.HOLD), Optional.of(Countries.open(file)));
        strict.breaker.loggedIn(ALICE, "192.0.2.1");
        send(strict, ALICE, 1);
        clock.advance(Duration.ofDays(1));
        strict.breaker.loggedIn(ALICE, "192.0.2.200");
        strict.breaker.loggedIn(ALICE, "10.0.0.1");
        strict.breaker.loggedIn(ALICE, "203.0.113.1");
        send(strict, ALICE, 1);
        assertThat(strict.holds(ALICE)).isFalse();
        strict.breaker.loggedIn(ALICE, "198.51.100.9");
        send(strict, ALICE, 1);
        assertThat(strict.breaker.held(ALICE).orElseThrow()).contains("198.51.100.9 in BR");
        assertThat(await(new BreakerStore(strict.database.pool()).history(ALICE)))
                .extracting(Tripped::reason)
                .containsExactly(Reason.COUNTRY);

        end(ALICE, Outcome.DROPPED);
        eventually(() -> !strict.holds(ALICE));
        strict.breaker.loggedIn(ALICE, "198.51.100.9");
        send(strict, ALICE, 1);
        assertThat(strict.holds(ALICE))
                .as("dropped: still not a country of the account's own")
                .isTrue();
    }

    @Test
    void aFloodCostsFewStatements() {
        var accounts = 200;
        sql("INSERT INTO accounts (name) SELECT 'user' || n FROM generate_series(1, $1::int) AS n", accounts);
        await(gateway.breaker.submitted(ALICE, 1));
        gateway.statements.set(0);
        var all = new ArrayList<Future<Void>>();
        for (int i = 0; i < 20_000; i++) {
            all.add(gateway.breaker.submitted("user" + (1 + i % accounts), 1));
        }
        await(Future.all(all));
        await(gateway.breaker.flush());
        assertThat(gateway.statements).hasValueLessThan(20);
        await(gateway.breaker.flush());
        assertThat(await(gateway.database
                                .pool()
                                .query("SELECT sum(recipients)::int FROM account_activity")
                                .execute())
                        .iterator()
                        .next()
                        .getInteger(0))
                .isEqualTo(20_001);
    }

    @Test
    void whoIsFarFromAnythingCostsNoStatement() {
        sentEarlier(ALICE, Duration.ofDays(1), 1_000);
        send(gateway, ALICE, 1);
        gateway.statements.set(0);
        for (int i = 0; i < 100; i++) {
            assertThat(gateway.breaker.submitted(ALICE, 1).isComplete()).isTrue();
        }
        assertThat(gateway.statements).hasValueLessThan(3);
    }

    @Test
    void withoutItsDatabaseMailGoesOnAndWhatIsHeldStaysHeld() {
        send(gateway, ALICE, 200);
        eventually(() -> gateway.letters.size() == 2);
        await(gateway.database.pool().close());
        send(gateway, BOB, 1);
        assertThat(gateway.holds(BOB)).isFalse();
        assertThat(gateway.holds(ALICE)).isTrue();
    }
}
