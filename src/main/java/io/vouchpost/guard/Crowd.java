package io.vouchpost.guard;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vouchpost.address.AddressBlock;
import io.vouchpost.config.GuardSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;

/**
 * Stands before a guard that bans nobody behind an address which many share, and slows there what would be banned elsewhere:
 * after {@code guard.accountFailures} different wrong passwords for an account, one attempt at it is looked at at a time, and
 * after each further wrong one none for a while, {@link #LONGEST_REST} at most. So long its answer is held back as well: who tries
 * one after the other comes back when others have had their turn. A right one costs nothing, whoever comes next need not wait for
 * it. By each gateway for itself: to wait for the turns of others as well, owners would have to wait longer.
 *
 * <p>Who waits is drawn by lot, right or wrong: a right password that went first would tell whoever guesses that it is. But who
 * calls itself in EHLO as somebody that has logged in to the account from there before is counted, and waits, apart from all
 * others: a guesser behind the same address does not see what the owner's devices call themselves.
 */
public final class Crowd implements Guard {
    /** So that who waits alone gets a turn, and shorter than a client waits for the answer. */
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(35);

    static final Duration LONGEST_REST = Duration.ofSeconds(30);

    private static final long EXPIRE_MILLIS = 250;
    /** By so much the answer is held back longer than the turn rests, so that whoever waits has got the turn by then. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(1);

    private final Guard behind;
    private final Predicate<String> shared;
    private final Clock clock;
    private final IntFunction<Duration> rests;
    private final Alarms alarms;
    private final Doors doors;
    private final Turns turns;
    private final Tarpit tarpit;
    private volatile GuardSettings settings;
    private volatile Runnable stop = () -> {};

    /**
     * @param behind asked first
     * @param shared private addresses behind which nobody is banned, as many share them
     * @param rests how long nobody has a turn after so many wrong passwords beyond those that were free
     * @param lot where a newcomer stands among so many who wait, the first of whom is next: from 0 to their number
     */
    Crowd(
            Guard behind,
            Predicate<String> shared,
            GuardSettings settings,
            Clock clock,
            Consumer<Alarm> alarms,
            IntFunction<Duration> rests,
            IntUnaryOperator lot) {
        this.behind = behind;
        this.shared = shared;
        this.settings = settings;
        this.clock = clock;
        this.rests = rests;
        this.alarms = new Alarms(clock, alarms);
        this.doors = new Doors(clock);
        this.turns = new Turns(clock, LONGEST_WAIT, lot);
        this.tarpit = new Tarpit(clock);
    }

    /** All have the same chance. */
    static int lot(int waiting) {
        return ThreadLocalRandom.current().nextInt(waiting + 1);
    }

    /** Lets those who wait know in time, from now until it is closed. */
    Crowd live(Vertx vertx) {
        long timer = vertx.setPeriodic(EXPIRE_MILLIS, tick -> expire());
        stop = () -> vertx.cancelTimer(timer);
        return this;
    }

    /** A second, then twice as long each time, up to {@link #LONGEST_REST}. */
    public static Duration growing(int beyond) {
        var rest = Duration.ofSeconds(1L << Math.min(beyond, 5));
        return rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST;
    }

    /** For one who replays what is long over: nobody waits. */
    public static Duration none(int beyond) {
        return Duration.ZERO;
    }

    /** New settings, from now on. */
    public void apply(GuardSettings changed) {
        settings = changed;
    }

    @Override
    public Future<Ruling> admit(Arrival arrival) {
        return behind.admit(arrival);
    }

    /** A challenge takes no turn, only the response to it. */
    @Override
    public Future<Ruling> admit(Attempt attempt, Stage stage) {
        return behind.admit(attempt, stage).compose(ruling -> {
            if (stage == Stage.CHALLENGE || !(ruling instanceof Ruling.Welcome) || !shared.test(attempt.address())) {
                return Future.succeededFuture(ruling);
            }
            var door = doors.of(attempt);
            return namesNobody(door)
                    ? Future.succeededFuture(ruling)
                    : await(attempt, door, clock.instant().plus(LONGEST_WAIT));
        });
    }

    private Future<Ruling> await(Attempt attempt, LockKey door, Instant end) {
        int room = room(door);
        return turns.await(attempt.session(), lanes(door, room), end).compose(granted -> {
            if (!granted) {
                return behind.record(attempt, Result.UNDECIDED).map(crowded(door));
            }
            if (room <= room(door)) {
                return Future.succeededFuture(new Ruling.Welcome());
            }
            turns.giveBack(attempt.session(), lanes(door, room)); // others were wrong meanwhile
            return await(attempt, door, end);
        });
    }

    @Override
    public Future<Duration> record(Attempt attempt, Result result) {
        var held = behind.record(attempt, result);
        if (!isPrivate(attempt)) {
            return held; // as nearly all are: no turn was taken
        }
        var door = doors.of(attempt);
        if (result == Result.FAILED && shared.test(attempt.address()) && !namesNobody(door)) {
            var delay = failed(attempt, door);
            return held.map(before -> longer(before, delay));
        }
        turns.giveBack(attempt.session(), lanes(door, 1));
        if (result == Result.SUCCEEDED) {
            doors.learn(attempt);
        }
        return held;
    }

    private Duration failed(Attempt attempt, LockKey door) {
        var now = settings;
        var lanes = lanes(door, 1);
        boolean another = doors.failed(door, attempt, now.forgetAfter());
        int beyond = doors.wrongs(door, now.forgetAfter()) - now.accountFailures();
        var rest = another && beyond >= 0 ? rests.apply(beyond) : Duration.ZERO;
        if (rest.isZero()) {
            turns.giveBack(attempt.session(), lanes);
        } else {
            turns.rest(attempt.session(), lanes, rest);
        }
        if (another && beyond >= 0 && !doors.mayBeADevice(door)) {
            alarms.raise(new Alarm(
                    clock.instant(),
                    Alarm.Kind.GUESSING,
                    door.account(),
                    door.network(),
                    seen(door) + ": each has to wait for its turn, at this account alone, and nobody is locked out, as"
                            + " many share that address. " + SharedAddresses.REMEDY,
                    Optional.empty()));
        }
        var delay = tarpit.delay(door.toString(), !another, now.tarpit());
        return rest.isZero() ? delay : longer(delay, rest.plus(AFTERWARDS));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    /** As many at a time as may still be wrong. */
    private int room(LockKey door) {
        var now = settings;
        return Math.max(1, now.accountFailures() - doors.wrongs(door, now.forgetAfter()));
    }

    private static List<Turns.Lane> lanes(LockKey door, int room) {
        return List.of(new Turns.Lane(door, room));
    }

    private Ruling crowded(LockKey door) {
        return new Ruling.Wait(
                Ruling.SHARED_ADDRESS, seen(door) + ", and others whose turn came before", clock.instant());
    }

    private String seen(LockKey door) {
        return String.format(
                Locale.ROOT,
                "%d wrong passwords for %s from %s",
                doors.wrongs(door, settings.forgetAfter()),
                door.account(),
                door.network());
    }

    /** There is no account to guess at then. */
    private static boolean namesNobody(LockKey door) {
        return door.account().isEmpty();
    }

    private static boolean isPrivate(Attempt attempt) {
        return AddressBlock.of(attempt.address())
                .filter(AddressBlock::isPrivate)
                .isPresent();
    }

    /** Turns that are over may be taken, and who has waited long enough is told. */
    void expire() {
        turns.expire();
    }

    /** Who waits is told nothing any more. */
    public void close() {
        stop.run();
    }
}
