package io.vouchpost.guard;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlClient;
import io.vouchpost.TurnedClock;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.config.GuardSettings;
import io.vouchpost.database.Database;
import io.vouchpost.database.Notifications;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.guard.Guard.Attempt;
import io.vouchpost.guard.Guard.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** Gateways on one database with a clock of the test's, and those who try to get in. */
final class Fort implements AutoCloseable {
    final Vertx vertx = Vertx.vertx();
    final TurnedClock clock = new TurnedClock();
    final List<Alarm> alarms = new CopyOnWriteArrayList<>();
    final List<String> newcomers = new CopyOnWriteArrayList<>();
    final AtomicInteger sessions = new AtomicInteger();
    private final DatabaseSettings shared = TestDatabase.fresh();
    private final GuardSettings settings;
    private final List<Gateway> gateways = new ArrayList<>();

    record Gateway(Database database, Notifications notifications, Lockouts guard) {}

    Fort(GuardSettings settings) {
        this.settings = settings;
    }

    /** The defaults of the schema, but for the tarpit. */
    static GuardSettings defaults() {
        return settings(10, 30, 30, 10, 20);
    }

    static GuardSettings settings(int account, int stranger, int network, int sprayed, int stuffing) {
        return new GuardSettings(
                account,
                stranger,
                network,
                sprayed,
                stuffing,
                Duration.ofMinutes(1),
                Duration.ofHours(1),
                Duration.ofHours(1),
                Duration.ofDays(30),
                Duration.ZERO,
                600,
                300,
                4,
                3,
                List.of("198.51.100.0/24", "2001:db8:ffff::/48"),
                List.of(),
                new GuardSettings.SharedAddress(50, 100),
                List.of(),
                Optional.empty());
    }

    Gateway join() {
        return join(client -> client);
    }

    Gateway join(UnaryOperator<SqlClient> through) {
        var database = await(Database.open(vertx, shared));
        var notifications = database.notifications();
        var guard = new Lockouts(
                vertx,
                through.apply(database.pool()),
                notifications,
                settings,
                clock,
                new Spared(settings).or(address -> address.startsWith("10.")),
                alarms::add,
                (account, address, known) -> newcomers.add(account + " " + address + " " + known));
        await(notifications.start());
        var joined = new Gateway(database, notifications, guard);
        gateways.add(joined);
        return joined;
    }

    /** By PLAIN, in a session of its own. */
    Attempt plain(String address, String authcid, String fingerprint) {
        return new Attempt("S" + sessions.incrementAndGet(), "client", address, "PLAIN", authcid, fingerprint);
    }

    /** By a mechanism that shows no password, in a session of its own. */
    Attempt proof(String address, String authcid, String mechanism, String clientName) {
        return new Attempt("S" + sessions.incrementAndGet(), clientName, address, mechanism, authcid, "");
    }

    static String fingerprint(int number) {
        return String.format(java.util.Locale.ROOT, "%04x", number);
    }

    Ruling admit(Gateway at, Attempt attempt) {
        return await(at.guard().admit(attempt));
    }

    boolean admitted(Gateway at, Attempt attempt) {
        boolean welcome = admit(at, attempt) instanceof Ruling.Welcome;
        if (welcome) {
            await(at.guard().record(attempt, Result.UNDECIDED));
        }
        return welcome;
    }

    Ruling.Wait waits(Gateway at, Attempt attempt) {
        return (Ruling.Wait) admit(at, attempt);
    }

    /** Tries a wrong password; false where it was not looked at. */
    boolean fails(Gateway at, Attempt attempt) {
        return ends(at, attempt, Result.FAILED);
    }

    boolean succeeds(Gateway at, Attempt attempt) {
        return ends(at, attempt, Result.SUCCEEDED);
    }

    private boolean ends(Gateway at, Attempt attempt, Result result) {
        if (admit(at, attempt) instanceof Ruling.Wait) {
            return false;
        }
        await(at.guard().record(attempt, result));
        await(at.guard().settled());
        return true;
    }

    /** Wrong passwords, each another one; all of them are looked at. */
    void guesses(Gateway at, String address, String authcid, int from, int to) {
        for (var i = from; i < to; i++) {
            assertThat(fails(at, plain(address, authcid, fingerprint(i)))).isTrue();
        }
    }

    int number(String sql) {
        return await(gateways.get(0).database().pool().query(sql).execute())
                .iterator()
                .next()
                .getInteger(0);
    }

    void execute(String sql) {
        await(gateways.get(0).database().pool().query(sql).execute());
    }

    static void eventually(BooleanSupplier condition) {
        var deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    @Override
    public void close() {
        for (var each : gateways) {
            await(each.guard().close());
            await(each.notifications().close());
            await(each.database().close());
        }
        await(vertx.close());
    }
}
