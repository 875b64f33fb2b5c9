package io.vouchpost.guard;

import static io.vouchpost.database.TestDatabase.await;
import static io.vouchpost.guard.Fort.eventually;
import static io.vouchpost.guard.Fort.fingerprint;
import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.guard.Guard.Arrival;
import io.vouchpost.guard.Guard.Attempt;
import io.vouchpost.guard.Guard.Result;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each rule by itself: a pair is locked from 3 guesses, an account from 6, a network from 8, spraying from 5, stuffing from 4. */
@Timeout(60)
class LockoutsTest {
    private static final String HOME = "192.0.2.1";

    private final Fort fort = new Fort(Fort.settings(3, 6, 8, 5, 4));
    private Fort.Gateway gateway;

    @BeforeEach
    void open() {
        gateway = fort.join();
    }

    @AfterEach
    void close() {
        fort.close();
    }

    private boolean isArrivalWelcome(String address) {
        return await(gateway.guard().admit(new Arrival(address, false))) instanceof Ruling.Welcome;
    }

    @Test
    void aPairIsLockedAtItsThresholdAndThenForTwiceAsLongUpToTheLongest() {
        fort.guesses(gateway, HOME, "alice", 0, 2);
        var guess = 2;
        for (var minutes : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            fort.guesses(gateway, HOME, "alice", guess, ++guess);
            var wait = (Ruling.Wait) fort.admit(gateway, fort.plain(HOME, "alice", "ffff"));
            if (guess < 6) { // then the account is locked for strangers as well
                assertThat(wait.rule()).isEqualTo("guard.accountFailures");
                assertThat(wait.seen()).isEqualTo(guess + " different wrong passwords for alice from 192.0.2.1");
                assertThat(wait.lockout()).isEqualTo("pair:192.0.2.1,alice");
            }
            assertThat(Duration.between(fort.clock.instant(), wait.until())).isEqualTo(Duration.ofMinutes(minutes));
            fort.clock.advance(Duration.ofMinutes(minutes).minusMillis(1));
            assertThat(fort.admitted(gateway, fort.plain(HOME, "alice", "ffff")))
                    .isFalse();
            fort.clock.advance(Duration.ofMillis(1));
            assertThat(fort.admitted(gateway, fort.plain(HOME, "alice", "ffff")))
                    .isTrue();
        }
    }

    @Test
    void aLockOfAPairIsNoneOfOtherNetworksNorOfOtherAccounts() {
        fort.guesses(gateway, HOME, "Alice", 0, 2);
        fort.guesses(gateway, HOME, " ALICE ", 2, 3);
        assertThat(fort.admitted(gateway, fort.plain(HOME, "alice", "ffff"))).isFalse();
        assertThat(fort.admitted(gateway, fort.plain("192.0.2.2", "alice", "ffff")))
                .isTrue();
        assertThat(fort.admitted(gateway, fort.plain(HOME, "bob", "ffff"))).isTrue();
        assertThat(isArrivalWelcome(HOME)).isTrue();
    }

    @Test
    void theSamePasswordAgainIsNoFurtherGuessButIsNotLookedAtAnyMore() {
        var other = fort.join();
        assertThat(fort.fails(gateway, fort.plain(HOME, "alice", "aaaa"))).isTrue();
        assertThat(fort.fails(other, fort.plain(HOME, "alice", "aaaa"))).isTrue();
        assertThat(fort.fails(gateway, fort.plain(HOME, "alice", "aaaa"))).isTrue();
        for (var each : List.of(gateway, other)) {
            eventually(() -> !fort.admitted(each, fort.plain(HOME, "alice", "aaaa")));
            assertThat(fort.admitted(each, fort.plain(HOME, "alice", "bbbb"))).isTrue();
        }
        assertThat(fort.waits(gateway, fort.plain(HOME, "alice", "aaaa")).seen())
                .isEqualTo("3 times the same wrong password (fingerprint aaaa) for alice from 192.0.2.1");
        assertThat(fort.number("SELECT count FROM lockouts WHERE kind = 'pair'"))
                .isEqualTo(1);
        assertThat(fort.alarms).isEmpty();
    }

    @Test
    void guessingFromEverywhereLocksStrangersOutAndNobodyElse() {
        assertThat(fort.succeeds(gateway, fort.plain("203.0.113.7", "alice", "0000")))
                .isTrue();
        for (var i = 0; i < 6; i++) {
            assertThat(fort.fails(gateway, fort.plain("192.0.2." + (i % 3), "alice", fingerprint(i))))
                    .isTrue();
        }
        var wait = fort.waits(gateway, fort.plain("198.18.0.1", "alice", "ffff"));
        assertThat(wait.rule()).isEqualTo("guard.strangerFailures");
        assertThat(wait.seen()).isEqualTo("6 different wrong passwords for alice from 3 networks");
        assertThat(fort.admitted(gateway, fort.plain("203.0.113.200", "alice", "ffff")))
                .as("the same /24")
                .isTrue();
        assertThat(fort.admitted(gateway, fort.plain("198.18.0.1", "bob", "ffff")))
                .isTrue();
        assertThat(fort.alarms).extracting(Alarm::kind).containsExactly(Alarm.Kind.LOCKOUT);
    }

    /** A telephone with an old password, in a train. */
    @Test
    void onePasswordFromEverywhereIsOneGuess() {
        for (var i = 0; i < 10; i++) {
            assertThat(fort.fails(gateway, fort.plain("192.0.2." + i, "alice", "aaaa")))
                    .isTrue();
        }
        assertThat(fort.admitted(gateway, fort.plain("198.18.0.1", "alice", "ffff")))
                .isTrue();
    }

    @Test
    void manyNetworksAtOneAccountAreStuffing() {
        for (var i = 0; i < 4; i++) {
            assertThat(fort.fails(gateway, fort.plain("192.0.2." + i, "alice", fingerprint(i))))
                    .isTrue();
        }
        var wait = fort.waits(gateway, fort.plain("198.18.0.1", "alice", "ffff"));
        assertThat(wait.rule()).isEqualTo("guard.stuffingNetworks");
        assertThat(wait.seen()).isEqualTo("4 networks guessing at alice");
        assertThat(fort.alarms).extracting(Alarm::kind).containsExactly(Alarm.Kind.STUFFING);
    }

    @Test
    void manyAccountsFromOneNetworkAreSpraying() {
        for (var i = 0; i < 5; i++) {
            assertThat(fort.fails(gateway, fort.plain(HOME, "user" + i, "aaaa")))
                    .isTrue();
        }
        var wait = fort.waits(gateway, fort.plain(HOME, "somebody", "ffff"));
        assertThat(wait.rule()).isEqualTo("guard.sprayedAccounts");
        assertThat(wait.seen()).isEqualTo("5 accounts guessed at from 192.0.2.1");
        assertThat(isArrivalWelcome(HOME)).isFalse();
        assertThat(isArrivalWelcome("192.0.2.2")).isTrue();
        assertThat(fort.alarms).extracting(Alarm::kind).containsExactly(Alarm.Kind.SPRAYING);
        assertThat(fort.alarms.get(0).network()).isEqualTo(HOME);
    }

    @Test
    void aNetworkIsLockedForAccountsThatAreNotFamiliarThere() {
        assertThat(fort.succeeds(gateway, fort.plain(HOME, "carol", "0000"))).isTrue();
        fort.guesses(gateway, HOME, "alice", 0, 2);
        fort.guesses(gateway, HOME, "bob", 0, 2);
        fort.guesses(gateway, HOME, "dave", 0, 2);
        fort.guesses(gateway, HOME, "erin", 0, 2);
        var wait = fort.waits(gateway, fort.plain(HOME, "frank", "ffff"));
        assertThat(wait.rule()).isEqualTo("guard.networkFailures");
        assertThat(wait.seen()).isEqualTo("8 different wrong passwords from 192.0.2.1 for 4 accounts");
        assertThat(fort.admitted(gateway, fort.plain(HOME, "carol", "ffff"))).isTrue();
        assertThat(isArrivalWelcome(HOME)).as("carol comes from there").isTrue();
    }

    @Test
    void anIpv6SubscriberIsOneNetwork() {
        for (var i = 0; i < 5; i++) {
            fort.fails(gateway, fort.plain("2001:db8:1:2::" + i, "user" + i, "aaaa"));
        }
        assertThat(fort.admitted(gateway, fort.plain("2001:db8:1:2:ffff::9", "eve", "ffff")))
                .isFalse();
        assertThat(fort.admitted(gateway, fort.plain("2001:db8:1:3::1", "eve", "ffff")))
                .isTrue();
    }

    @Test
    void successClearsThePairAndNotTheStrangersCount() {
        fort.guesses(gateway, HOME, "alice", 0, 2);
        assertThat(fort.succeeds(gateway, fort.plain(HOME, "alice", "0000"))).isTrue();
        fort.guesses(gateway, HOME, "alice", 10, 12);
        assertThat(fort.admitted(gateway, fort.plain(HOME, "alice", "ffff"))).isTrue();
        assertThat(fort.succeeds(gateway, fort.plain(HOME, "alice", "0000"))).isTrue();
        assertThat(fort.number("SELECT count FROM lockouts WHERE kind = 'account'"))
                .isEqualTo(4);
        assertThat(fort.number("SELECT count(*)::int FROM lockouts WHERE kind = 'pair'"))
                .isZero();
    }

    /** A telephone with an old password, and a laptop that sends mail beside it. */
    @Test
    void anOldPasswordBesideTheRightOneStaysOneGuess() {
        for (var i = 0; i < 10; i++) {
            assertThat(fort.fails(gateway, fort.plain(HOME, "alice", "aaaa"))).isTrue();
            assertThat(fort.succeeds(gateway, fort.plain(HOME, "alice", "0000")))
                    .isTrue();
        }
        assertThat(fort.admitted(gateway, fort.plain(HOME, "bob", "ffff")))
                .as("a colleague")
                .isTrue();
        assertThat(fort.admitted(gateway, fort.plain("198.18.0.1", "alice", "ffff")))
                .as("its owner on a journey")
                .isTrue();
        assertThat(fort.alarms).isEmpty();
    }

    /** Behind a proxy that nobody knows of, or a NAT, anybody may give the name that somebody else gives. */
    @Test
    void proofsFromAnExemptNetworkLockNobody() {
        for (var i = 0; i < 5; i++) {
            assertThat(fort.fails(gateway, fort.proof("198.51.100.9", "alice", "CRAM-MD5", "localhost")))
                    .isTrue();
        }
        assertThat(fort.number("SELECT count(*)::int FROM lockouts")).isZero();
    }

    /** A fleet of machines with certificates behind one address, one of which has an old one. */
    @Test
    void proofsThatNameNobodyCountForTheirNetworkOnly() {
        for (var i = 0; i < 5; i++) {
            assertThat(fort.fails(gateway, fort.proof(HOME, "", "EXTERNAL", "localhost")))
                    .isTrue();
        }
        assertThat(fort.number("SELECT count FROM lockouts")).isEqualTo(1);
        assertThat(fort.number("SELECT count(*)::int FROM lockouts WHERE kind = 'network'"))
                .isEqualTo(1);
    }

    @Test
    void halfIsForgottenInEachTimeOfQuiet() {
        fort.guesses(gateway, HOME, "alice", 0, 2);
        fort.clock.advance(Duration.ofHours(1));
        fort.guesses(gateway, HOME, "alice", 2, 3); // 2/2 + 1
        assertThat(fort.number("SELECT count FROM lockouts WHERE kind = 'pair'"))
                .isEqualTo(2);
        fort.clock.advance(Duration.ofHours(2));
        fort.guesses(gateway, HOME, "alice", 0, 1); // 2/4 + 1: and what was guessed three hours ago is a guess again
        assertThat(fort.number("SELECT count FROM lockouts WHERE kind = 'pair'"))
                .isEqualTo(1);
        assertThat(fort.admitted(gateway, fort.plain(HOME, "alice", "ffff"))).isTrue();
    }

    @Test
    void anExemptNetworkIsNeitherCountedNorLockedButAWrongPasswordIs() {
        for (var address : List.of("198.51.100.9", "::ffff:198.51.100.9", "2001:db8:ffff:1::1", "10.1.2.3", "unix")) {
            fort.guesses(gateway, address, "alice", 0, 10);
            assertThat(isArrivalWelcome(address)).isTrue();
            assertThat(fort.admitted(gateway, fort.plain(address, "alice", "ffff")))
                    .isTrue();
            for (var i = 0; i < 3; i++) {
                fort.fails(gateway, fort.plain(address, "alice", "aaaa"));
            }
            assertThat(fort.admitted(gateway, fort.plain(address, "alice", "aaaa")))
                    .isFalse();
        }
        assertThat(fort.admitted(gateway, fort.plain(HOME, "alice", "ffff"))).isTrue();
    }

    @Test
    void gatewaysCountTogetherAndHearOfEachOthersLocks() {
        var other = fort.join();
        fort.guesses(gateway, HOME, "alice", 0, 2);
        fort.guesses(other, HOME, "alice", 2, 3);
        var start = System.nanoTime();
        eventually(() -> !fort.admitted(gateway, fort.plain(HOME, "alice", "ffff")));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));

        // one that joins later reads them
        var late = fort.join();
        eventually(() -> !fort.admitted(late, fort.plain(HOME, "alice", "ffff")));

        // an operator clears it, with another process
        var register = new LockoutRegister(late.database().pool());
        var subject = LockoutRegister.Subject.of("alice").orElseThrow();
        assertThat(await(register.active("", "", Optional.empty(), fort.clock.instant())))
                .extracting(lockout -> lockout.key().toString())
                .containsExactly("pair:192.0.2.1,alice");
        assertThat(await(register.clear(subject))).isTrue();
        for (var each : List.of(gateway, other, late)) {
            eventually(() -> fort.admitted(each, fort.plain(HOME, "alice", "ffff")));
        }
        assertThat(await(register.clear(subject))).isFalse();
    }

    @Test
    void locksMissedWhileNotificationsWereAwayAreReadAfterwards() {
        var other = fort.join();
        fort.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE datname = current_database() AND query LIKE 'LISTEN%'");
        fort.guesses(other, HOME, "alice", 0, 3);
        eventually(() -> !fort.admitted(gateway, fort.plain(HOME, "alice", "ffff")));
    }

    @Test
    void anOperatorsNewPasswordForgivesAndARenewedHashDoesNot() {
        fort.execute("INSERT INTO accounts (name) VALUES ('alice')");
        fort.execute("INSERT INTO credentials (account, kind, verifier) SELECT id, 'primary', 'x' FROM accounts");
        fort.guesses(gateway, HOME, "alice", 0, 3);
        assertThat(fort.admitted(gateway, fort.plain(HOME, "alice", "ffff"))).isFalse();
        fort.execute("SET vouchpost.same_password = 'on'; UPDATE credentials SET verifier = 'y';"
                + " RESET vouchpost.same_password");
        assertThat(fort.number("SELECT count(*)::int FROM guesses")).isEqualTo(3);
        fort.execute("UPDATE credentials SET verifier = 'z'");
        eventually(() -> fort.admitted(gateway, fort.plain(HOME, "alice", "ffff")));
        assertThat(fort.number("SELECT count(*)::int FROM guesses")).isZero();
        assertThat(fort.number("SELECT count FROM lockouts WHERE kind = 'account'"))
                .isEqualTo(3);
    }

    @Test
    void newNetworksOfAnAccountAreToldOnce() {
        fort.succeeds(gateway, fort.plain(HOME, "alice", "0000"));
        fort.succeeds(gateway, fort.plain("192.0.2.77", "alice", "0000"));
        fort.succeeds(gateway, fort.plain("203.0.113.1", "Alice", "0000"));
        fort.succeeds(fort.join(), fort.plain("203.0.113.1", "alice", "0000"));
        fort.succeeds(gateway, fort.plain("10.1.2.3", "alice", "0000"));
        assertThat(fort.newcomers).containsExactly("alice 192.0.2.1 0", "alice 203.0.113.1 1");
    }

    @Test
    void aNetworkIsFamiliarForSoLongOnly() {
        fort.succeeds(gateway, fort.plain(HOME, "alice", "0000"));
        fort.clock.advance(Duration.ofDays(31));
        for (var i = 0; i < 4; i++) {
            fort.fails(gateway, fort.plain("198.18.0." + i, "alice", fingerprint(i)));
        }
        assertThat(fort.admitted(gateway, fort.plain(HOME, "alice", "ffff"))).isFalse();
    }

    @Test
    void theMechanismsThatAClientTriesInARowAreOneGuess() {
        for (var i = 0; i < 5; i++) {
            var session = "ROW" + i;
            for (var tried : List.of("XOAUTH2 aaaa", "NTLM ", "DIGEST-MD5 ", "CRAM-MD5 ", "LOGIN aaaa", "PLAIN aaaa")) {
                var parts = tried.split(" ", 2);
                if (!fort.fails(gateway, new Attempt(session, "library", HOME, parts[0], "alice", parts[1]))) {
                    break; // 421 closes the connection
                }
            }
            assertThat(fort.number("SELECT count FROM lockouts WHERE kind = 'pair'"))
                    .isEqualTo(1);
        }
        assertThat(fort.admitted(gateway, fort.plain(HOME, "alice", "ffff"))).isTrue();
    }

    /** Or a proof that is known to be wrong would make way for any number of passwords. */
    @Test
    void aStaleProofMakesNoWayForFreshPasswords() {
        for (var i = 0; i < 3; i++) {
            var session = "ROW" + i;
            fort.fails(gateway, new Attempt(session, "tool", HOME, "CRAM-MD5", "alice", ""));
            fort.fails(gateway, new Attempt(session, "tool", HOME, "PLAIN", "alice", fingerprint(i)));
        }
        assertThat(fort.admitted(gateway, fort.plain(HOME, "alice", "ffff"))).isFalse();
    }

    @Test
    void outagesCountForNobodyAndOddNamesAndAddressesDoNoHarm() {
        for (var i = 0; i < 10; i++) {
            await(gateway.guard().record(fort.plain(HOME, "alice", fingerprint(i)), Result.UNDECIDED));
        }
        assertThat(fort.number("SELECT count(*)::int FROM lockouts")).isZero();
        for (var odd : List.of("", "a\u0000b", "x".repeat(5_000), "a,b:c/d")) {
            fort.fails(gateway, fort.proof("unix", odd, "SCRAM-SHA-256", "a\u0000,/ b"));
            fort.fails(gateway, fort.plain(HOME, odd, "aaaa"));
            assertThat(fort.admitted(gateway, fort.plain("192.0.2.9", odd, "ffff")))
                    .isTrue();
        }
        assertThat(isArrivalWelcome("unix")).isTrue();
    }

    @Test
    void whatCountsNoMoreIsRemoved() {
        fort.succeeds(gateway, fort.plain(HOME, "alice", "0000"));
        fort.guesses(gateway, HOME, "bob", 0, 3);
        var store = new LockoutStore(gateway.database().pool());
        assertThat(await(store.sweep(Fort.settings(3, 6, 8, 5, 4), fort.clock.instant())))
                .isFalse();
        assertThat(fort.number("SELECT count(*)::int FROM guesses")).isEqualTo(3);
        var later = fort.clock.instant().plus(Duration.ofHours(3));
        await(store.sweep(Fort.settings(3, 6, 8, 5, 4), later));
        assertThat(fort.number("SELECT count(*)::int FROM guesses")).isZero();
        assertThat(fort.number("SELECT count(*)::int FROM lockouts")).isZero();
        assertThat(fort.number("SELECT count(*)::int FROM familiar")).isEqualTo(1);
        await(store.sweep(Fort.settings(3, 6, 8, 5, 4), later.plus(Duration.ofDays(30))));
        assertThat(fort.number("SELECT count(*)::int FROM familiar")).isZero();
    }
}
