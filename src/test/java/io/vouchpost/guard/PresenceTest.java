package io.vouchpost.guard;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PresenceTest {
    private final Gateways gateways = new Gateways(3);
    private final List<Presence> presences = IntStream.range(0, 3)
            .mapToObj(i ->
                    new Presence(gateways.vertx, gateways.gateway(i).database().pool(), gateways.clock, 30_000))
            .toList();

    @AfterEach
    void close() {
        presences.forEach(presence -> await(presence.close()));
        gateways.close();
    }

    private boolean enters(int gateway, String account, int limit) {
        return await(presences.get(gateway).enter(account, limit)).isEmpty();
    }

    @Test
    void connectionsOfAnAccountAreCountedByAllTogether() {
        for (int i = 0; i < 4; i++) {
            assertThat(enters(i % 3, "alice", 4)).isTrue();
        }
        for (int i = 0; i < 3; i++) {
            assertThat(await(presences.get(i).enter("alice", 4)))
                    .contains(new Ruling.Wait(
                            "limits.connectionsPerAccount",
                            "4 connections logged in as alice",
                            gateways.clock.instant()));
            await(presences.get(i).beat());
        }
        assertThat(enters(0, "bob", 4)).isTrue();
        presences.get(2).leave("alice");
        await(presences.get(2).beat());
        assertThat(enters(1, "alice", 4)).isTrue();
        assertThat(enters(0, "alice", 4)).isFalse();
    }

    @Test
    void whoIsRefusedTakesNoPlace() {
        assertThat(enters(0, "alice", 1)).isTrue();
        for (int i = 0; i < 9; i++) {
            assertThat(enters(i % 3, "alice", 1)).isFalse();
        }
        presences.get(0).leave("alice");
        presences.forEach(presence -> await(presence.beat()));
        assertThat(enters(1, "alice", 1)).isTrue();
    }

    /** As when its process was killed: it renews nothing. */
    @Test
    void aGatewayThatIsGoneCountsNoMore() {
        assertThat(enters(0, "alice", 2)).isTrue();
        assertThat(enters(1, "alice", 2)).isTrue();
        gateways.clock.advance(Duration.ofSeconds(20));
        await(presences.get(1).beat());
        assertThat(enters(2, "alice", 2)).isFalse();
        gateways.clock.advance(Duration.ofSeconds(11));
        assertThat(enters(2, "alice", 2)).isTrue();
        assertThat(enters(2, "alice", 2)).isFalse();
    }

    /** More than the server has memory for if each had a lock of its own. */
    @Test
    void manyThousandsOfAccountsAreToldAtOnce() {
        for (int i = 0; i < 20_000; i += 5_000) {
            await(Future.all(IntStream.range(i, i + 5_000)
                    .mapToObj(number -> presences.get(0).enter("user" + number, 1))
                    .toList()));
        }
        gateways.clock.advance(Duration.ofSeconds(20));
        await(presences.get(0).beat());
        gateways.clock.advance(Duration.ofSeconds(11));
        assertThat(enters(1, "user1", 1)).isFalse();
    }

    @Test
    void oneThatStopsSaysSo() {
        assertThat(enters(0, "alice", 1)).isTrue();
        await(presences.get(0).close());
        assertThat(enters(1, "alice", 1)).isTrue();
    }

    @Test
    void threeGatewaysUnderLoadHoldALimitInSum() {
        for (int limit : new int[] {10, 60, 200}) {
            var answers = new ArrayList<Future<Optional<Ruling.Wait>>>();
            for (int i = 0; i < 3 * limit; i++) {
                answers.add(presences.get(i % 3).enter("user" + limit, limit));
            }
            long inside =
                    answers.stream().filter(answer -> await(answer).isEmpty()).count();
            presences.forEach(presence -> await(presence.beat())); // those refused have left
            for (int i = 0; i < limit; i++) {
                inside += enters(i % 3, "user" + limit, limit) ? 1 : 0;
            }
            System.getLogger("presence").log(System.Logger.Level.INFO, inside + " of " + limit + " connected");
            assertThat(inside).isBetween((long) limit * 9 / 10, limit + 3L * (limit * 15 / 1000));
        }
    }

    @Test
    void withoutADatabaseThoseOfThisGatewayCount() {
        await(gateways.gateway(0).database().close());
        assertThat(enters(0, "alice", 2)).isTrue();
        assertThat(enters(0, "alice", 2)).isTrue();
        assertThat(enters(0, "alice", 2)).isFalse();
    }
}
