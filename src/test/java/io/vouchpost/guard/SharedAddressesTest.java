package io.vouchpost.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.TurnedClock;
import io.vouchpost.config.GuardSettings;
import io.vouchpost.guard.Guard.Arrival;
import io.vouchpost.sasl.AccountName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a private address counts as that of many clients, to the minute. */
class SharedAddressesTest {
    private static final String PROXY = "10.0.0.5";

    private final TurnedClock clock = new TurnedClock();
    private final List<Alarm> alarms = new ArrayList<>();
    private final List<Alarm> notes = new ArrayList<>();
    private final SharedAddresses shared = shared();

    private SharedAddresses shared(String... exempt) {
        return shared(new Spared(settings(exempt)));
    }

    private SharedAddresses shared(Spared exempt) {
        return new SharedAddresses(settings(), exempt, clock, alarms::add, notes::add);
    }

    private static GuardSettings settings(String... exempt) {
        var minute = Duration.ofMinutes(1);
        return new GuardSettings(
                10,
                30,
                30,
                10,
                20,
                minute,
                minute,
                minute,
                minute,
                minute,
                600,
                300,
                4,
                3,
                List.of(exempt),
                List.of(),
                new GuardSettings.SharedAddress(50, 100),
                List.of(),
                Optional.empty());
    }

    private void arrive(SharedAddresses at, String address, int times) {
        for (int i = 0; i < times; i++) {
            at.arrived(new Arrival(address, false));
        }
    }

    private void arrive(String address, int times) {
        arrive(shared, address, times);
    }

    private void logIn(String address, String... accounts) {
        for (var account : accounts) {
            shared.loggedIn(address, AccountName.of(account).orElseThrow());
        }
    }

    @Test
    void mostSessionsOfTenMinutesFromOnePrivateAddressAreToldOfWithTheRemedy() {
        arrive("203.0.113.1", 50);
        arrive(PROXY, 49);
        assertThat(alarms).isEmpty();
        arrive(PROXY, 1);
        assertThat(alarms).hasSize(1);
        var alarm = alarms.get(0);
        assertThat(alarm.kind()).isEqualTo(Alarm.Kind.SHARED_ADDRESS);
        assertThat(alarm.network()).isEqualTo(PROXY);
        assertThat(alarm.detail())
                .startsWith("50 of the 100 sessions of the last ten minutes came from the private address 10.0.0.5")
                .contains("\"proxyProtocol\" and \"trustedProxies\"", "keep the client's address");
        assertThat(shared.count()).isEqualTo(1);
    }

    @Test
    void itIsToldAtMostHourlyAndNotedAtMostEachMinute() {
        for (int minute = 0; minute < 60; minute++) {
            arrive(PROXY, 100);
            clock.advance(Duration.ofMinutes(1));
        }
        assertThat(alarms).hasSize(1);
        assertThat(notes).hasSize(60);
        arrive(PROXY, 1);
        assertThat(alarms).hasSize(2);
    }

    @Test
    void itIsSparedOnceTwoAccountsHaveLoggedInThroughIt() {
        arrive(PROXY, 100);
        assertThat(shared.test(PROXY)).as("it may be one attacker").isFalse();
        logIn(PROXY, "alice@example.org", "ALICE@example.org");
        assertThat(shared.test(PROXY)).isFalse();
        logIn(PROXY, "bob@example.org");
        assertThat(shared.test(PROXY)).isTrue();
        assertThat(shared.test("10.0.0.6")).isFalse();
    }

    @Test
    void itIsSparedBeforeItsShareIsKnownWhereThreeAccountsLogIn() {
        arrive("203.0.113.1", 1000);
        arrive(PROXY, 3);
        logIn(PROXY, "alice@example.org", "bob@example.org");
        assertThat(shared.test(PROXY)).isFalse();
        logIn(PROXY, "carol@example.org");
        assertThat(shared.test(PROXY)).as("a flood may begin now").isTrue();
        assertThat(alarms).isEmpty();
        assertThat(shared.count()).isZero();
    }

    @Test
    void anAttackerOnTheSameNetworkIsNotSparedHoweverManySessionsItMakes() {
        arrive("192.168.1.66", 10_000);
        assertThat(shared.test("192.168.1.66")).isFalse();
        assertThat(alarms.get(0).detail()).contains("not banned once two accounts have logged in through it");
    }

    @Test
    void itStaysSoForAnHourAndNoLonger() {
        arrive(PROXY, 100);
        logIn(PROXY, "alice@example.org", "bob@example.org");
        clock.advance(Duration.ofMinutes(59));
        assertThat(shared.test(PROXY)).isTrue();
        assertThat(shared.count()).isEqualTo(1);
        clock.advance(Duration.ofMinutes(2));
        assertThat(shared.test(PROXY)).isFalse();
        assertThat(shared.count()).isZero();
    }

    @Test
    void sessionsOfMoreThanTenMinutesAgoDoNotCount() {
        arrive(PROXY, 99);
        clock.advance(Duration.ofMinutes(10));
        arrive(PROXY, 99);
        assertThat(alarms).isEmpty();
        arrive(PROXY, 1);
        assertThat(alarms).hasSize(1);
    }

    @Test
    void aSingleUserAtHomeIsNoProxy() {
        arrive("127.0.0.1", 20);
        logIn("127.0.0.1", "alice@example.org");
        assertThat(alarms).isEmpty();
        assertThat(shared.test("127.0.0.1")).isFalse();
    }

    @Test
    void clientsToldOfByATrustedProxyAreTheirOwn() {
        for (int i = 0; i < 1000; i++) {
            shared.arrived(new Arrival(PROXY, true));
        }
        logIn(PROXY, "alice@example.org", "bob@example.org", "carol@example.org");
        assertThat(alarms).isEmpty();
        assertThat(shared.test(PROXY)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.9", "2001:db8::9", "unknown", ""})
    void whatIsNotPrivateIsNeverSpared(String address) {
        arrive(address, 1000);
        logIn(address, "alice@example.org", "bob@example.org", "carol@example.org");
        assertThat(alarms).isEmpty();
        assertThat(shared.test(address)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.1.2.3",
                "172.17.0.1",
                "192.168.0.1",
                "100.64.0.1",
                "127.0.0.1",
                "169.254.1.1",
                "::1",
                "fd00::1",
                "fe80::1",
                "::ffff:10.0.0.5"
            })
    void allKindsOfPrivateAddressesAreLookedAt(String address) {
        arrive(address, 100);
        logIn(address, "alice@example.org", "bob@example.org");
        assertThat(alarms).hasSize(1);
        assertThat(shared.test(address)).isTrue();
    }

    @Test
    void whatIsExemptIsKnownToTheOperator() {
        var exempt = new Spared(settings("10.0.0.0/8"));
        var exempting = shared(exempt);
        arrive(exempting, PROXY, 1000);
        assertThat(alarms).isEmpty();
        exempt.apply(settings());
        arrive(exempting, PROXY, 1000);
        assertThat(alarms).hasSize(1);
    }

    @Test
    void manyAddressesAreNoProxyAndCostBoundedMemory() {
        for (int i = 0; i < 50_000; i++) {
            arrive("10." + i / 65536 + "." + i / 256 % 256 + "." + i % 256, 1);
        }
        assertThat(alarms).isEmpty();
    }
}
