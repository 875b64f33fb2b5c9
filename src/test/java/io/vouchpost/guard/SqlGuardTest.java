package io.vouchpost.guard;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vouchpost.TurnedClock;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.config.GuardSettings;
import io.vouchpost.database.Database;
import io.vouchpost.database.Notifications;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.guard.Guard.Arrival;
import io.vouchpost.guard.Guard.Attempt;
import io.vouchpost.guard.Guard.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SqlGuardTest {
    private static final Attempt ALICE = new Attempt("192.0.2.1", "alice");

    private final Vertx vertx = Vertx.vertx();
    private final TurnedClock clock = new TurnedClock();
    private final DatabaseSettings shared = TestDatabase.fresh();
    private final List<Replica> replicas = new ArrayList<>();
    private Replica replica;

    private record Replica(Database database, Notifications notifications, SqlGuard guard) {}

    /** Accounts are locked from the 3rd failure, networks from the 5th. */
    private static GuardSettings settings() {
        return new GuardSettings(
                3,
                5,
                Duration.ofMinutes(1),
                Duration.ofMinutes(10),
                Duration.ofHours(1),
                4,
                3,
                List.of("198.51.100.0/24", "2001:db8:ffff::/48"));
    }

    @BeforeEach
    void start() {
        replica = join();
    }

    private Replica join() {
        var database = await(Database.open(vertx, shared));
        var notifications = database.notifications();
        var guard = new SqlGuard(vertx, database.pool(), notifications, settings(), clock);
        await(notifications.start());
        var joined = new Replica(database, notifications, guard);
        replicas.add(joined);
        return joined;
    }

    @AfterEach
    void stop() {
        for (var each : replicas) {
            each.guard().close();
            await(each.notifications().close());
            await(each.database().close());
        }
        await(vertx.close());
    }

    @Test
    void anAccountIsLockedAtItsThresholdAndThenForTwiceAsLongUpToTheLongest() {
        fail(ALICE, 2);
        assertThat(admitted(ALICE)).isTrue();
        for (var minutes : new int[] {1, 2, 4, 8, 10, 10}) {
            fail(ALICE, 1);
            var wait = waits(ALICE);
            assertThat(wait.rule()).isEqualTo("guard.accountFailures");
            assertThat(wait.seen()).endsWith("failed log-ins of alice");
            assertThat(Duration.between(clock.instant(), wait.until())).isEqualTo(Duration.ofMinutes(minutes));
            clock.advance(Duration.ofMinutes(minutes).minusMillis(1));
            assertThat(admitted(ALICE)).isFalse();
            clock.advance(Duration.ofMillis(1));
            assertThat(admitted(ALICE)).isTrue();
        }
    }

    @Test
    void spellingsOfANameAreOneAccountAndOthersAreNot() {
        fail(new Attempt("192.0.2.1", "Alice"), 1);
        fail(new Attempt("192.0.2.2", " ALICE "), 2);
        assertThat(admitted(new Attempt("203.0.113.7", "alice"))).isFalse();
        assertThat(admitted(new Attempt("203.0.113.7", "bob"))).isTrue();
    }

    @Test
    void successClearsTheAccountButNotTheNetwork() {
        fail(ALICE, 2);
        succeed(ALICE);
        fail(ALICE, 2);
        assertThat(admitted(ALICE)).isTrue();
        succeed(ALICE);
        fail(new Attempt("192.0.2.1", "bob"), 1);
        var wait = waits(ALICE);
        assertThat(wait.rule()).isEqualTo("guard.networkFailures");
        assertThat(wait.seen()).isEqualTo("5 failed log-ins from 192.0.2.1");
        assertThat(await(replica.guard().admit(new Arrival("192.0.2.1")))).isInstanceOf(Ruling.Wait.class);
        assertThat(await(replica.guard().admit(new Arrival("192.0.2.2")))).isInstanceOf(Ruling.Welcome.class);
    }

    @Test
    void anIpv6SubscriberIsOneNetwork() {
        for (var i = 1; i <= 5; i++) {
            fail(new Attempt("2001:db8:1:2::" + i, "user" + i), 1);
        }
        assertThat(admitted(new Attempt("2001:db8:1:2:ffff::9", "eve"))).isFalse();
        assertThat(admitted(new Attempt("2001:db8:1:3::1", "eve"))).isTrue();
    }

    @Test
    void timeWithoutFailureStartsTheCountAnew() {
        fail(ALICE, 2);
        clock.advance(Duration.ofHours(1).plusSeconds(1));
        fail(ALICE, 2);
        assertThat(admitted(ALICE)).isTrue();
        fail(ALICE, 1);
        assertThat(admitted(ALICE)).isFalse();
    }

    @Test
    void anExemptNetworkIsNeitherCountedNorLockedButItsAccountsAre() {
        for (var address : List.of("198.51.100.9", "::ffff:198.51.100.9", "2001:db8:ffff:1::1")) {
            for (var i = 0; i < 10; i++) {
                fail(new Attempt(address, address + i), 1);
                assertThat(await(replica.guard().admit(new Arrival(address)))).isInstanceOf(Ruling.Welcome.class);
            }
            assertThat(admitted(new Attempt(address, "somebody"))).isTrue();
        }
        fail(new Attempt("198.51.100.9", "alice"), 3);
        assertThat(admitted(ALICE)).isFalse();
    }

    @Test
    void connectionsOfAMinuteAreCounted() {
        for (var i = 0; i < 4; i++) {
            assertThat(await(replica.guard().admit(new Arrival("192.0.2.1")))).isInstanceOf(Ruling.Welcome.class);
        }
        var end = clock.instant().plusSeconds(60);
        assertThat(await(replica.guard().admit(new Arrival("192.0.2.1"))))
                .isEqualTo(
                        new Ruling.Wait("guard.connectionsPerMinute", "5 connections in a minute from 192.0.2.1", end));
        assertThat(await(replica.guard().admit(new Arrival("192.0.2.2")))).isInstanceOf(Ruling.Welcome.class);
        clock.advance(Duration.ofMinutes(1));
        assertThat(await(replica.guard().admit(new Arrival("192.0.2.1")))).isInstanceOf(Ruling.Welcome.class);
    }

    @Test
    void replicasCountTogetherAndHearOfEachOthersLockouts() {
        var other = join();
        fail(ALICE, 2);
        await(other.guard().record(ALICE, Result.FAILED));
        var start = System.nanoTime();
        eventually(() -> !admitted(ALICE));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));

        // one that joins later reads them
        var late = join();
        eventually(() -> await(late.guard().admit(ALICE)) instanceof Ruling.Wait);

        // an operator clears it, with another process
        var store = new FailureStore(late.database().pool());
        assertThat(await(store.active(clock.instant())))
                .extracting(Lockout::key)
                .containsExactly("account:alice");
        assertThat(await(store.clear("account:alice"))).isTrue();
        eventually(() -> admitted(ALICE) && await(other.guard().admit(ALICE)) instanceof Ruling.Welcome);
        assertThat(await(store.clear("account:alice"))).isFalse();
    }

    @Test
    void lockoutsMissedWhileNotificationsWereAwayAreReadAfterwards() {
        var other = join();
        await(other.database()
                .pool()
                .query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND query LIKE 'LISTEN%'")
                .execute());
        for (var i = 0; i < 3; i++) {
            await(other.guard().record(ALICE, Result.FAILED));
        }
        eventually(() -> !admitted(ALICE));
    }

    @Test
    void failuresAtTheSameTimeAreAllCounted() {
        var other = join();
        var records = new ArrayList<io.vertx.core.Future<Void>>();
        for (var i = 0; i < 20; i++) {
            records.add(replica.guard().record(new Attempt("192.0.2." + i, "alice"), Result.FAILED));
            records.add(other.guard().record(new Attempt("192.0.2." + i, "bob"), Result.FAILED));
        }
        records.forEach(TestDatabase::await);
        var counts = await(replica.database()
                .pool()
                .query("SELECT failures FROM failures WHERE key IN ('account:alice', 'account:bob')")
                .execute());
        assertThat(counts).extracting(row -> row.getInteger(0)).containsExactly(20, 20);
    }

    @Test
    void anOutageCountsForNobodyAndOddNamesAndAddressesDoNoHarm() {
        for (var i = 0; i < 10; i++) {
            await(replica.guard().record(ALICE, Result.UNDECIDED));
        }
        assertThat(admitted(ALICE)).isTrue();
        for (var odd :
                List.of(new Attempt("", ""), new Attempt("unix", "a\u0000b"), new Attempt("?", "x".repeat(5_000)))) {
            fail(odd, 10);
            assertThat(admitted(odd)).isTrue();
            assertThat(await(replica.guard().admit(new Arrival(odd.address())))).isInstanceOf(Ruling.Welcome.class);
        }
    }

    @Test
    void whatCountsNoMoreIsRemoved() {
        fail(ALICE, 3);
        fail(new Attempt("192.0.2.9", "bob"), 1);
        var store = new FailureStore(replica.database().pool());
        await(store.forget(clock.instant()));
        assertThat(rows()).isEqualTo(4); // nothing is older than now
        await(store.forget(clock.instant().plusSeconds(1)));
        assertThat(rows()).isEqualTo(1); // alice is still locked
    }

    private int rows() {
        return await(replica.database()
                        .pool()
                        .query("SELECT count(*)::int FROM failures")
                        .execute())
                .iterator()
                .next()
                .getInteger(0);
    }

    private void fail(Attempt attempt, int times) {
        for (var i = 0; i < times; i++) {
            await(replica.guard().record(attempt, Result.FAILED));
        }
    }

    private void succeed(Attempt attempt) {
        await(replica.guard().record(attempt, Result.SUCCEEDED));
    }

    private boolean admitted(Attempt attempt) {
        return await(replica.guard().admit(attempt)) instanceof Ruling.Welcome;
    }

    private Ruling.Wait waits(Attempt attempt) {
        return (Ruling.Wait) await(replica.guard().admit(attempt));
    }

    private static void eventually(BooleanSupplier condition) {
        var deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
