package io.vouchpost.spool;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vouchpost.database.Notifications;
import io.vouchpost.database.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several gateways and several accounts on one spool. */
class SpoolSharingTest {
    private final Gateways here = new Gateways();
    private final SqlSpool one = here.gateway();
    private final SqlSpool other = here.gateway();

    @AfterEach
    void end() {
        here.close();
    }

    private void keep(int messages, String account, int recipients) {
        var all = IntStream.range(0, messages)
                .mapToObj(i -> one.keep(here.message(account + "-" + i, account, recipients)))
                .toList();
        all.forEach(TestDatabase::await);
    }

    @Test
    void noRecipientIsTakenByTwo() {
        for (int account = 0; account < 5; account++) {
            keep(60, "account" + account, 3);
        }
        var taken = new ConcurrentLinkedQueue<String>();

        var workers = new ArrayList<Future<Void>>();
        for (int i = 0; i < 4; i++) {
            workers.add(work(i % 2 == 0 ? one : other, taken));
        }
        workers.forEach(TestDatabase::await);

        assertThat(taken).hasSize(5 * 60 * 3).doesNotHaveDuplicates();
        assertThat(here.ask("SELECT count(*) FROM spool_recipients WHERE state = 'DELIVERED' AND attempts = 1"))
                .isEqualTo(900L);
        assertThat(here.ask("SELECT count(*) FROM spool_messages WHERE finished IS NULL"))
                .isEqualTo(0L);
        assertThat(here.ask("SELECT count(*) FROM spool_chunks")).isEqualTo(0L);
        assertThat(here.ask("SELECT sum(octets)::bigint FROM spool_room")).isEqualTo(0L);
        assertThat(here.ask("SELECT sum(messages)::bigint FROM spool_room")).isEqualTo(0L);
    }

    /** Takes and delivers until nothing is left. */
    private Future<Void> work(SqlSpool spool, ConcurrentLinkedQueue<String> taken) {
        return spool.take("out", 7).compose(parcels -> {
            if (parcels.isEmpty()) {
                return Future.succeededFuture();
            }
            var recording = new ArrayList<Future<Void>>();
            for (var parcel : parcels) {
                parcel.standings()
                        .forEach(standing -> taken.add(parcel.submission().id() + "/" + standing.number()));
                recording.add(spool.record(
                        parcel, Gateways.all(parcel, here.progress(State.DELIVERED, Note.Kind.DELIVERED))));
            }
            return Future.all(recording).compose(done -> work(spool, taken));
        });
    }

    @Test
    void whatAGatewayStillHasStaysWithItThoughTheDatabaseWasAwayForLongerThanALease() {
        keep(1, "alice", 2);
        var parcel = await(one.take("out", 1)).get(0);
        here.clock.advance(Gateways.LEASE.multipliedBy(5));
        assertThat(await(one.tick())).isZero();

        await(one.record(parcel, Gateways.all(parcel, here.progress(State.DELIVERED, Note.Kind.DELIVERED))));
        assertThat(here.list("SELECT DISTINCT state || ' ' || possibly_delivered FROM spool_recipients"))
                .containsExactly("DELIVERED false");
    }

    @Test
    void whatAKilledGatewayHadIsTakenByAnotherAfterTheLeaseAndShownAsPossiblyDelivered() {
        keep(3, "alice", 2);
        var lost = await(one.take("out", 3));
        here.clock.advance(Gateways.LEASE.minusSeconds(1));
        assertThat(await(other.tick())).isZero();
        here.clock.advance(Duration.ofSeconds(2));

        assertThat(await(other.tick())).isEqualTo(6);

        var parcels = await(other.take("out", 10));
        assertThat(parcels).hasSize(3);
        assertThat(parcels.get(0).standings()).allMatch(Parcel.Standing::possiblyDelivered);
        assertThat(here.list("SELECT DISTINCT kind FROM spool_notes")).containsExactly("LOST");

        // the first was not dead after all: what it could not do counts no more, what it delivered does
        var refused = lost.get(0);
        await(one.record(refused, Gateways.all(refused, here.progress(State.FAILED, Note.Kind.REFUSED))));
        assertThat(state(refused)).containsOnly("LEASED");
        var delivered = lost.get(1);
        await(one.record(delivered, Gateways.all(delivered, here.progress(State.DELIVERED, Note.Kind.DELIVERED))));
        assertThat(state(delivered)).containsOnly("DELIVERED");
        await(other.record(delivered, Gateways.all(delivered, here.progress(State.WAITING, Note.Kind.DEFERRED))));
        assertThat(state(delivered)).containsOnly("DELIVERED");
    }

    private List<Object> state(Parcel parcel) {
        return here.list(
                "SELECT state FROM spool_recipients WHERE message = $1",
                parcel.submission().id());
    }

    @Test
    void aLeaseThatIsRenewedDoesNotEnd() {
        keep(1, "alice", 1);
        await(one.take("out", 1));
        here.clock.advance(Gateways.LEASE.minusSeconds(1));
        await(one.renew());
        here.clock.advance(Gateways.LEASE.minusSeconds(1));
        assertThat(await(other.tick())).isZero();
        here.clock.advance(Duration.ofSeconds(2));
        assertThat(await(other.tick())).isEqualTo(1);
    }

    @Test
    void whatIsGivenBackWasNotTried() {
        keep(1, "alice", 1);
        await(one.giveBack(await(one.take("out", 1)).get(0)));
        assertThat(await(other.take("out", 1)).get(0).standings())
                .containsExactly(new Parcel.Standing(0, 0, false, false));
    }

    @Test
    void anAccountWithThousandsDoesNotKeepOthersWaiting() {
        fill("greedy", 5_000);
        for (int account = 0; account < 10; account++) {
            keep(5, "modest" + account, 1);
        }
        var rounds = new ArrayList<List<String>>();
        for (int i = 0; i < 6; i++) {
            rounds.add(await((i % 2 == 0 ? one : other).take("out", 11)).stream()
                    .map(parcel -> parcel.submission().account())
                    .toList());
        }
        assertThat(rounds.subList(0, 5))
                .allSatisfy(round -> assertThat(round).hasSize(11).doesNotHaveDuplicates());
        assertThat(rounds.get(5)).as("alone at last").hasSize(11).containsOnly("greedy");
        assertThat(here.list("SELECT DISTINCT state FROM spool_recipients WHERE account <> 'greedy'"))
                .containsExactly("LEASED");
    }

    @Test
    void lessThanThereAreAccountsGoesAround() {
        for (int account = 0; account < 5; account++) {
            keep(2, "account" + account, 1);
        }
        var order = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            await(one.take("out", 2))
                    .forEach(parcel -> order.add(parcel.submission().account()));
        }
        assertThat(order.subList(0, 5)).doesNotHaveDuplicates();
        assertThat(order.subList(5, 10)).doesNotHaveDuplicates();
    }

    private void fill(String account, int messages) {
        SpoolSizeIT.fill(here, account, messages);
    }

    @Test
    void whatWaitsOnARouteThatIsGoneMovesToAnother() {
        keep(2, "alice", 2);
        assertThat(await(one.takeStray(Set.of("out"), 10))).isEmpty();
        var stray = await(one.takeStray(Set.of("new"), 10));
        assertThat(stray).hasSize(2).allMatch(parcel -> parcel.route().equals("out"));
        await(one.reroute(stray.get(0), List.of("new", "newer")));
        assertThat(await(one.take("new", 5)).get(0).standings()).hasSize(1);
        assertThat(await(other.take("newer", 5)).get(0).standings()).hasSize(1);
    }

    @Test
    void waitingIsOverWhenItIsDue() {
        keep(1, "alice", 1);
        var parcel = await(one.take("out", 1)).get(0);
        var due = here.clock.instant().plus(Duration.ofMinutes(5));
        await(one.record(
                parcel,
                Gateways.all(parcel, here.progress(State.WAITING, Note.Kind.LOST, due, Optional.of(Report.DELAY)))));
        assertThat(await(one.tick())).isZero();
        here.clock.advance(Duration.ofMinutes(5));
        assertThat(await(one.tick())).isEqualTo(1);
        assertThat(await(other.take("out", 1)).get(0).standings())
                .containsExactly(new Parcel.Standing(0, 1, true, true));
    }

    /** Connections are cut all the while: who is told that it is kept is right, and a second try does no harm. */
    @Test
    void whatIsSaidToBeKeptIsThereAlthoughConnectionsBreak() {
        var missing =
                new ArrayList<>(IntStream.range(0, 300).mapToObj(i -> "m" + i).toList());
        // Breaks the others and looks; it lives on, while one from the pool may be dead and not know it yet.
        var witness = await(here.database.pool().getConnection());
        rows(witness, "BEGIN; LOCK TABLE spool_messages");
        int failures = 0;
        for (int round = 0; round < 20 && !missing.isEmpty(); round++) {
            var trying = missing.stream()
                    .map(id -> one.keep(here.message(id, "alice", 2))
                            .transform(done -> Future.succeededFuture(done.succeeded())))
                    .toList();
            if (round == 0) {
                awaitSomebodyAtTheLock(witness);
            }
            if (round < 3) {
                rows(
                        witness,
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
            }
            if (round == 0) {
                rows(witness, "COMMIT");
            }
            trying.forEach(TestDatabase::await);
            var there = rows(witness, "SELECT id FROM spool_messages");
            for (int i = trying.size() - 1; i >= 0; i--) {
                if (trying.get(i).result()) {
                    assertThat(there).contains(missing.remove(i));
                } else {
                    failures++;
                }
            }
        }
        assertThat(failures)
                .as("futures that failed because a connection broke")
                .isPositive();
        assertThat(missing).isEmpty();
        assertThat(rows(witness, "SELECT count(*) FROM spool_recipients")).containsExactly(600L);
        assertThat(rows(witness, "SELECT sum(octets)::bigint FROM spool_room"))
                .isEqualTo(rows(witness, "SELECT sum(octets)::bigint FROM spool_messages"));
    }

    private static void awaitSomebodyAtTheLock(SqlConnection witness) {
        var deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (rows(witness, "SELECT pid FROM pg_locks WHERE NOT granted").isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }

    /** The first column of all rows. */
    private static List<Object> rows(SqlConnection connection, String query) {
        return await(connection.query(query).execute()).stream()
                .map(row -> row.getValue(0))
                .toList();
    }

    @Test
    void everyGatewayIsToldOfARouteThatHasWork() {
        var told = new ConcurrentLinkedQueue<String>();
        var notifications = here.database.notifications();
        notifications.subscribe(SqlSpool.CHANNEL, new Notifications.Listener() {
            @Override
            public void listening() {}

            @Override
            public void notified(String payload) {
                told.add(payload);
            }

            @Override
            public void lost() {}
        });
        await(notifications.start());
        keep(1, "alice", 3);
        awaitTold(told, 1);
        var parcel = await(one.take("out", 1)).get(0);
        await(one.record(parcel, Gateways.all(parcel, here.progress(State.WAITING, Note.Kind.DEFERRED))));
        await(one.tick());
        awaitTold(told, 2);
        assertThat(told).containsExactly("out", "out");
        await(notifications.close());
    }

    private void awaitTold(ConcurrentLinkedQueue<String> told, int count) {
        here.onLoop(() -> Future.<Void>future(promise -> here.vertx.setPeriodic(5, timer -> {
            if (told.size() >= count) {
                here.vertx.cancelTimer(timer);
                promise.tryComplete();
            }
        })));
    }
}
