package io.vouchpost.guard;

import static io.vouchpost.guard.Fort.fingerprint;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vouchpost.TurnedClock;
import io.vouchpost.guard.Guard.Arrival;
import io.vouchpost.guard.Guard.Attempt;
import io.vouchpost.guard.Guard.Result;
import io.vouchpost.guard.Guard.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Guesses behind an address that nobody is banned behind are few in an hour, and an account's owner logs in. */
@Timeout(60)
class CrowdTest {
    private static final String PROXY = "10.0.0.5";
    private static final String TOOL = "tool";
    private static final int FREE = 10;
    private static final Ruling RETRY = new Ruling.Wait("", "", Instant.EPOCH);

    private final TurnedClock clock = new TurnedClock();
    private final List<Alarm> alarms = new ArrayList<>();
    private final Random random = new Random(17);
    private final Behind behind = new Behind();
    private final Crowd crowd = new Crowd(
            behind,
            address -> address.startsWith("10."),
            Fort.defaults(),
            clock,
            alarms::add,
            Crowd::growing,
            waiting -> random.nextInt(waiting + 1));
    private int tried;

    /** Bars who has this password, and counts what it was not told the end of. */
    private static final class Behind implements Guard {
        static final String BARRED = "bbbb";
        int open;

        @Override
        public Future<Ruling> admit(Arrival arrival) {
            return Future.succeededFuture(new Ruling.Welcome());
        }

        @Override
        public Future<Ruling> admit(Attempt attempt, Stage stage) {
            if (attempt.fingerprint().equals(BARRED)) {
                return Future.succeededFuture(new Ruling.Wait("guard.accountFailures", "", Instant.EPOCH));
            }
            open++;
            return Future.succeededFuture(new Ruling.Welcome());
        }

        @Override
        public Future<Duration> record(Attempt attempt, Result result) {
            open--;
            return Future.succeededFuture(Duration.ZERO);
        }
    }

    private Attempt attempt(String account, String client, String fingerprint) {
        return new Attempt("S" + ++tried, client, PROXY, "PLAIN", account, fingerprint);
    }

    private Attempt guess(String account) {
        return attempt(account, TOOL, fingerprint(++tried));
    }

    private Attempt proof(String account, String client) {
        return new Attempt("S" + ++tried, client, PROXY, "SCRAM-SHA-256", account, "");
    }

    private void pass(Duration time) {
        clock.advance(time);
        crowd.expire();
    }

    private boolean isLookedAtAtOnce(Attempt attempt, Result result) {
        var admitted = crowd.admit(attempt);
        if (!admitted.isComplete()) {
            return false;
        }
        assertThat(admitted.result()).isInstanceOf(Ruling.Welcome.class);
        assertThat(crowd.record(attempt, result).succeeded()).isTrue();
        return true;
    }

    private void guesses(String account, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(isLookedAtAtOnce(guess(account), Result.FAILED)).isTrue();
        }
    }

    /** Somebody who tries one password after the other on one connection after the other, as soon as it is answered. */
    private final class Guesser {
        int looked;
        private Attempt trying = guess("alice");
        private Future<Ruling> ruling = crowd.admit(trying);
        private long busyUntil;

        void go() {
            while (ruling.isComplete() && clock.millis() >= busyUntil) {
                if (ruling.result() instanceof Ruling.Welcome) {
                    looked++;
                    busyUntil = clock.millis()
                            + crowd.record(trying, Result.FAILED).result().toMillis();
                }
                trying = guess("alice");
                ruling = busyUntil > clock.millis() ? Future.succeededFuture(RETRY) : crowd.admit(trying);
            }
        }
    }

    private List<Guesser> guessers(int count) {
        var all = new ArrayList<Guesser>();
        for (int i = 0; i < count; i++) {
            all.add(new Guesser());
        }
        return all;
    }

    private void go(List<Guesser> guessers, Duration time) {
        for (long second = 0; second < time.toSeconds(); second++) {
            guessers.forEach(Guesser::go);
            pass(Duration.ofSeconds(1));
        }
    }

    private static int looked(List<Guesser> guessers) {
        return guessers.stream().mapToInt(guesser -> guesser.looked).sum();
    }

    @Test
    void thirtyTwoWhoGuessAtOneAccountGetAHundredAndThirtyLooksInAnHour() {
        var guessers = guessers(32);
        go(guessers, Duration.ofHours(1));
        int first = looked(guessers);
        assertThat(first).isBetween(115, FREE + 5 + 120);
        go(guessers, Duration.ofHours(3));
        assertThat(looked(guessers) - first).isBetween(340, 360);
    }

    @Test
    void aBurstIsNotAdmittedAsAWhole() {
        var attempts = new ArrayList<Attempt>();
        var admitted = new ArrayList<Future<Ruling>>();
        for (int i = 0; i < 100; i++) {
            attempts.add(guess("alice"));
            admitted.add(crowd.admit(attempts.get(i)));
        }
        int looked = 0;
        for (boolean more = true; more; ) {
            more = false;
            for (int i = 0; i < attempts.size(); i++) {
                if (admitted.get(i).isComplete()) {
                    crowd.record(attempts.remove(i), Result.FAILED);
                    admitted.remove(i);
                    looked++;
                    more = true;
                    break;
                }
            }
        }
        assertThat(looked).isEqualTo(FREE);
    }

    @Test
    void aDeviceThatHasLoggedInBeforeDoesNotWaitBehindAFlood() {
        assertThat(isLookedAtAtOnce(attempt("alice", "laptop.local", "aaaa"), Result.SUCCEEDED))
                .isTrue();
        var guessers = guessers(200);
        for (int minute = 0; minute < 60; minute++) {
            go(guessers, Duration.ofMinutes(1));
            assertThat(isLookedAtAtOnce(attempt("alice", "laptop.local", "aaaa"), Result.SUCCEEDED))
                    .isTrue();
        }
    }

    /** From a device never seen, and under the very name that the guesser gives. */
    @Test
    void besideOneWhoTriesOneAfterTheOtherTheOwnerWaitsHalfAMinuteAtMost() {
        var guessers = guessers(1);
        go(guessers, Duration.ofMinutes(5));
        for (int logIn = 0; logIn < 100; logIn++) {
            var owner = attempt("alice", TOOL, "aaaa");
            var admitted = crowd.admit(owner);
            int waited = 0;
            while (!admitted.isComplete()) {
                go(guessers, Duration.ofSeconds(1));
                assertThat(++waited).isLessThanOrEqualTo(31);
            }
            assertThat(admitted.result()).isInstanceOf(Ruling.Welcome.class);
            crowd.record(owner, Result.SUCCEEDED);
            go(guessers, Duration.ofSeconds(logIn % 37));
        }
    }

    /** Beside eight at a time it is luck, and it is the same for all: one log-in of nine at each turn. */
    @Test
    void besideManyWhoCallThemselvesAlikeTheOwnerGetsInByLot() {
        var guessers = guessers(8);
        go(guessers, Duration.ofMinutes(5));
        int in = 0;
        for (int logIn = 0; logIn < 200; logIn++) {
            var owner = attempt("alice", TOOL, "aaaa");
            var admitted = crowd.admit(owner);
            while (!admitted.isComplete()) {
                go(guessers, Duration.ofSeconds(1));
            }
            if (admitted.result() instanceof Ruling.Welcome) {
                crowd.record(owner, Result.SUCCEEDED);
                in++;
            }
            go(guessers, Duration.ofSeconds(logIn % 37));
        }
        assertThat(in).as("of 200").isBetween(15, 60);
    }

    @Test
    void otherAccountsAreNotSlowed() {
        go(guessers(32), Duration.ofMinutes(2));
        assertThat(isLookedAtAtOnce(attempt("bob", TOOL, "cccc"), Result.SUCCEEDED))
                .isTrue();
        assertThat(isLookedAtAtOnce(attempt("bob", TOOL, "dddd"), Result.FAILED))
                .isTrue();
    }

    @Test
    void aDeviceWithAnOldPasswordCountsOnce() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(isLookedAtAtOnce(attempt("alice", "phone", "0001"), Result.FAILED))
                    .isTrue();
        }
        guesses("alice", FREE - 1);
        assertThat(isLookedAtAtOnce(guess("alice"), Result.FAILED)).isFalse();
        assertThat(alarms).hasSize(1);
    }

    /** Nothing tells its failures apart; but a laptop with the right password has its own name, or waits a little. */
    @Test
    void aDeviceWithAnOldProofSlowsItselfAlone() {
        assertThat(isLookedAtAtOnce(proof("alice", "phone"), Result.SUCCEEDED)).isTrue();
        for (int i = 0; i < 100; i++) {
            var phone = proof("alice", "phone");
            assertThat(crowd.admit(phone).result()).isInstanceOf(Ruling.Welcome.class);
            crowd.record(phone, Result.FAILED);
            assertThat(isLookedAtAtOnce(proof("alice", "laptop"), Result.SUCCEEDED))
                    .isTrue();
            assertThat(isLookedAtAtOnce(attempt("alice", "phone", "aaaa"), Result.SUCCEEDED))
                    .isTrue();
            pass(Duration.ofMinutes(1));
        }
        assertThat(alarms).isEmpty();
    }

    @Test
    void guessesThatShowNoPasswordAreSlowedLikewise() {
        for (int i = 0; i < FREE; i++) {
            assertThat(isLookedAtAtOnce(proof("alice", TOOL), Result.FAILED)).isTrue();
        }
        assertThat(crowd.admit(proof("alice", TOOL), Stage.CHALLENGE).result()).isInstanceOf(Ruling.Welcome.class);
        var response = crowd.admit(proof("alice", TOOL), Stage.RESPONSE);
        assertThat(response.isComplete()).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(response.result()).isInstanceOf(Ruling.Welcome.class);
    }

    @Test
    void aTurnOfWhichNobodySaysWhatCameOfItIsGivenBack() {
        guesses("alice", FREE);
        pass(Duration.ofSeconds(1));
        assertThat(crowd.admit(guess("alice")).result()).isInstanceOf(Ruling.Welcome.class);
        var second = crowd.admit(guess("alice"));
        pass(Turns.LONGEST_TURN.minusSeconds(1));
        assertThat(second.isComplete()).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(second.result()).isInstanceOf(Ruling.Welcome.class);
    }

    @Test
    void whoWaitsTooLongIsRefusedAndNotLockedOut() {
        var guessers = guessers(32);
        go(guessers, Duration.ofMinutes(10));
        int before = behind.open;
        var unlucky = new ArrayList<Future<Ruling>>();
        for (int i = 0; i < 100; i++) {
            unlucky.add(crowd.admit(guess("alice")));
        }
        pass(Crowd.LONGEST_WAIT);
        var refused = unlucky.stream()
                .filter(one -> one.result() instanceof Ruling.Wait)
                .map(one -> (Ruling.Wait) one.result())
                .toList();
        assertThat(refused).hasSizeGreaterThanOrEqualTo(98).allSatisfy(wait -> {
            assertThat(wait.rule()).isEqualTo("guard.sharedAddress");
            assertThat(wait.isLockout()).isFalse();
            assertThat(wait.seen()).contains("wrong passwords for alice from 10.0.0.5");
        });
        assertThat(behind.open).as("the guard behind was told").isLessThanOrEqualTo(before + 2);
    }

    @Test
    void aRightPasswordCostsNoTurn() {
        guesses("alice", FREE);
        pass(Duration.ofSeconds(1));
        for (int i = 0; i < 100; i++) {
            assertThat(isLookedAtAtOnce(attempt("alice", "new" + i, "aaaa"), Result.SUCCEEDED))
                    .isTrue();
        }
        var outage = attempt("alice", "other", "aaaa");
        assertThat(isLookedAtAtOnce(outage, Result.UNDECIDED)).isTrue();
        assertThat(isLookedAtAtOnce(guess("alice"), Result.FAILED)).isTrue();
        assertThat(isLookedAtAtOnce(guess("alice"), Result.FAILED)).isFalse();
    }

    @Test
    void whatIsRefusedBehindTakesNoTurn() {
        guesses("alice", FREE - 1);
        for (int i = 0; i < 100; i++) {
            assertThat(crowd.admit(attempt("alice", "phone", Behind.BARRED)).result())
                    .isInstanceOf(Ruling.Wait.class);
        }
        assertThat(isLookedAtAtOnce(guess("alice"), Result.FAILED)).isTrue();
    }

    @Test
    void elsewhereNobodyIsCountedHere() {
        for (int i = 0; i < 100; i++) {
            var elsewhere = new Attempt("S" + i, TOOL, "192.0.2.1", "PLAIN", "alice", fingerprint(i));
            assertThat(isLookedAtAtOnce(elsewhere, Result.FAILED)).isTrue();
            var token = new Attempt("T" + i, TOOL, PROXY, "OAUTHBEARER", "", fingerprint(i));
            assertThat(isLookedAtAtOnce(token, Result.FAILED)).isTrue();
        }
        assertThat(alarms).isEmpty();
    }

    @Test
    void theOperatorIsToldOnceInTenMinutes() {
        var guessers = guessers(4);
        go(guessers, Duration.ofMinutes(9));
        assertThat(alarms).hasSize(1);
        var alarm = alarms.get(0);
        assertThat(alarm.kind()).isEqualTo(Alarm.Kind.GUESSING);
        assertThat(alarm.account()).isEqualTo("alice");
        assertThat(alarm.network()).isEqualTo(PROXY);
        assertThat(alarm.until()).isEqualTo(Optional.empty());
        assertThat(alarm.detail())
                .startsWith("10 wrong passwords for alice from 10.0.0.5")
                .contains("nobody is locked out", "PROXY protocol");
        go(guessers, Duration.ofMinutes(12));
        assertThat(alarms).hasSize(3);
    }

    @Test
    void guessesAreForgotten() {
        guesses("alice", FREE);
        pass(Duration.ofHours(1));
        guesses("alice", FREE / 2);
        assertThat(isLookedAtAtOnce(guess("alice"), Result.FAILED)).isFalse();
    }

    /** As in a simulation: what is over need not be waited for. */
    @Test
    void withoutRestsNobodyWaits() {
        var replay = new Crowd(
                behind, address -> true, Fort.defaults(), clock, alarms::add, Crowd::none, waiting -> waiting);
        for (int i = 0; i < 100; i++) {
            var one = guess("alice");
            assertThat(replay.admit(one).result()).isInstanceOf(Ruling.Welcome.class);
            replay.record(one, Result.FAILED);
        }
        assertThat(alarms).hasSize(1);
    }
}
