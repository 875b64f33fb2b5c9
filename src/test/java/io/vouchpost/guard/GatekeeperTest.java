package io.vouchpost.guard;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vouchpost.config.GuardExample;
import io.vouchpost.config.GuardSettings;
import io.vouchpost.guard.Guard.Arrival;
import io.vouchpost.guard.Guard.Attempt;
import io.vouchpost.guard.Guard.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GatekeeperTest {
    private final Gateways gateways = new Gateways(3);
    private final Lenient behind = new Lenient();
    private List<Gatekeeper> keepers = keepers(
            GuardExample.rates(5, 3, List.of("198.51.100.0/24"), List.of("203.0.113.0/24", "2001:db8:bad::/48")));

    /** Lets everybody in but one. */
    private static final class Lenient implements Guard {
        final List<String> asked = new ArrayList<>();

        @Override
        public Future<Ruling> admit(Arrival arrival) {
            asked.add(arrival.address());
            return Future.succeededFuture(new Ruling.Welcome());
        }

        @Override
        public Future<Ruling> admit(Attempt attempt, Stage stage) {
            asked.add(attempt.authcid());
            return Future.succeededFuture(new Ruling.Welcome());
        }

        @Override
        public Future<Duration> record(Attempt attempt, Result result) {
            return Future.succeededFuture(Duration.ofSeconds(result.ordinal()));
        }
    }

    private List<Gatekeeper> keepers(GuardSettings settings) {
        return IntStream.range(0, gateways.count())
                .mapToObj(i -> new Gatekeeper(gateways.get(i), settings, new Spared(settings), behind, gateways.clock))
                .toList();
    }

    @AfterEach
    void close() {
        gateways.close();
    }

    private Ruling arrives(int gateway, String address) {
        return await(keepers.get(gateway).admit(new Arrival(address, false)));
    }

    private Ruling tries(int gateway, String address) {
        return await(keepers.get(gateway).admit(new Attempt("TEST", "c", address, "PLAIN", "alice", "")));
    }

    private static boolean isWelcome(Ruling ruling) {
        return ruling instanceof Ruling.Welcome;
    }

    /** The log-in was counted when the challenge went out. */
    @Test
    void aResponseIsNoLogInOfItsOwn() {
        var attempt = new Attempt("TEST", "c", "192.0.2.1", "SCRAM-SHA-256", "alice", "");
        for (int i = 0; i < 3; i++) {
            assertThat(isWelcome(await(keepers.get(0).admit(attempt, Guard.Stage.CHALLENGE))))
                    .isTrue();
            assertThat(isWelcome(await(keepers.get(0).admit(attempt, Guard.Stage.RESPONSE))))
                    .isTrue();
        }
        assertThat(isWelcome(tries(0, "192.0.2.1"))).isFalse();
    }

    @Test
    void connectionsOfAnAddressAreCountedByAllTogether() {
        for (int i = 0; i < 5; i++) {
            assertThat(isWelcome(arrives(i % 3, "192.0.2.1"))).isTrue();
        }
        var end = gateways.clock.instant().plusSeconds(60);
        for (int i = 0; i < 3; i++) {
            assertThat(arrives(i, "192.0.2.1"))
                    .isEqualTo(new Ruling.Wait(
                            "guard.connectionsPerMinute", "5 of 5 connections in this minute from 192.0.2.1", end));
        }
        assertThat(isWelcome(arrives(0, "192.0.2.2"))).isTrue();
        assertThat(behind.asked).hasSize(6).doesNotContainNull();
        gateways.clock.advance(Duration.ofMinutes(1));
        assertThat(isWelcome(arrives(0, "192.0.2.1"))).isTrue();
    }

    @Test
    void logInsAreCountedByThemselves() {
        for (int i = 0; i < 3; i++) {
            assertThat(isWelcome(arrives(i, "192.0.2.1"))).isTrue();
            assertThat(isWelcome(tries(i, "192.0.2.1"))).isTrue();
        }
        assertThat(tries(0, "192.0.2.1")).isInstanceOfSatisfying(Ruling.Wait.class, wait -> {
            assertThat(wait.rule()).isEqualTo("guard.loginsPerMinute");
            assertThat(wait.seen()).isEqualTo("3 of 3 log-ins in this minute from 192.0.2.1");
            assertThat(wait.isLockout()).isFalse();
        });
        assertThat(isWelcome(arrives(0, "192.0.2.1"))).isTrue();
    }

    @Test
    void whoComesFromManyAddressesOfANetworkIsCountedByThat() {
        for (int i = 0; i < 20; i++) {
            assertThat(isWelcome(arrives(i % 3, "192.0.2." + i))).isTrue();
        }
        assertThat(arrives(1, "192.0.2.77")).isInstanceOfSatisfying(Ruling.Wait.class, wait -> {
            assertThat(wait.rule()).isEqualTo("guard.widerNetworks");
            assertThat(wait.seen()).isEqualTo("20 of 20 connections in this minute from 192.0.2.0/24");
        });
        assertThat(isWelcome(arrives(1, "192.0.3.77"))).isTrue();
        // what was refused was not counted for the address either
        gateways.clock.advance(Duration.ofMinutes(1));
        for (int i = 0; i < 5; i++) {
            assertThat(isWelcome(arrives(1, "192.0.2.77"))).isTrue();
        }
    }

    @Test
    void ipv6HasThreeSizes() {
        for (int i = 0; i < 5; i++) {
            assertThat(isWelcome(arrives(0, "2001:db8:1:2::" + i))).isTrue();
        }
        assertThat(isWelcome(arrives(0, "2001:db8:1:2:ffff::9")))
                .as("the same /64")
                .isFalse();
        for (int i = 3; i < 18; i++) {
            assertThat(isWelcome(arrives(0, "2001:db8:1:" + Integer.toHexString(i) + "::1")))
                    .isTrue();
        }
        assertThat(arrives(0, "2001:db8:1:ff::1")).as("the same /56").isInstanceOf(Ruling.Wait.class);
        for (int i = 0; i < 60; i++) {
            assertThat(isWelcome(arrives(0, "2001:db8:1:" + Integer.toHexString(256 * (i + 1)) + "::1")))
                    .isTrue();
        }
        assertThat(arrives(0, "2001:db8:1:ff00::1"))
                .isInstanceOfSatisfying(Ruling.Wait.class, wait -> assertThat(wait.seen())
                        .isEqualTo("80 of 80 connections in this minute from 2001:db8:1::/48"));
        assertThat(isWelcome(arrives(0, "2001:db8:2::1"))).isTrue();
    }

    @Test
    void whoIsSparedIsNotCounted() {
        for (int i = 0; i < 50; i++) {
            assertThat(isWelcome(arrives(0, "198.51.100.9"))).isTrue();
            assertThat(isWelcome(tries(0, "::ffff:198.51.100.9"))).isTrue();
        }
        assertThat(gateways.exchanges()).isZero();
        assertThat(behind.asked).hasSize(100);
    }

    @Test
    void whoIsDeniedIsNotEvenCounted() {
        for (var address : List.of("203.0.113.5", "2001:db8:bad:1::1", "::ffff:203.0.113.5")) {
            assertThat(arrives(0, address)).isEqualTo(new Ruling.Denied("guard.deny", "a connection from " + address));
        }
        assertThat(behind.asked).isEmpty();
        assertThat(gateways.exchanges()).isZero();
        keepers.get(0).apply(GuardExample.rates(5, 3, List.of(), List.of()));
        assertThat(isWelcome(arrives(0, "203.0.113.5"))).isTrue();
    }

    @Test
    void whoHasNoAddressIsNotCounted() {
        for (int i = 0; i < 10; i++) {
            assertThat(isWelcome(arrives(0, ""))).isTrue();
            assertThat(isWelcome(tries(0, "unix"))).isTrue();
        }
    }

    @Test
    void outcomesGoToTheGuardBehind() {
        assertThat(await(keepers.get(0)
                        .record(new Attempt("TEST", "c", "192.0.2.1", "PLAIN", "alice", ""), Result.FAILED)))
                .isEqualTo(Duration.ofSeconds(1));
    }

    /** From one address, at all three at once. */
    @Test
    void aFloodIsHeldInSumAndCostsFewStatements() {
        keepers = keepers(GuardExample.rates(600, 300, List.of(), List.of()));
        var answers = new ArrayList<Future<Ruling>>();
        for (int i = 0; i < 20_000; i++) {
            answers.add(keepers.get(i % 3).admit(new Arrival("192.0.2.1", false)));
        }
        long admitted =
                answers.stream().filter(answer -> isWelcome(await(answer))).count();
        System.getLogger("rates")
                .log(
                        System.Logger.Level.INFO,
                        admitted + " of 600 admitted, " + gateways.exchanges() + " statements for 20000 connections");
        assertThat(admitted).isBetween(600L, 627L);
        assertThat(gateways.exchanges()).isLessThan(100);
    }
}
