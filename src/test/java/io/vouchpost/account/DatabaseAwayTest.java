package io.vouchpost.account;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.config.GuardExample;
import io.vouchpost.config.GuardSettings;
import io.vouchpost.config.SaslExample;
import io.vouchpost.database.Database;
import io.vouchpost.database.EmbeddedDatabase;
import io.vouchpost.guard.Guard;
import io.vouchpost.guard.Lockouts;
import io.vouchpost.guard.Newcomers;
import io.vouchpost.guard.Ruling;
import io.vouchpost.sasl.Clients;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.secret.Secret;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL that stops in the middle, and comes back. */
@Timeout(120)
class DatabaseAwayTest {
    private static final Duration A_FEW_SECONDS = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    @Test
    void anOutageIsNeverAWrongPasswordAndEndsWithTheDatabasesReturn() {
        var vertx = Vertx.vertx();
        var server = EmbeddedDatabase.open(directory);
        var options = server.options();
        var port = server.port();
        var database = await(Database.open(
                vertx,
                new DatabaseSettings.External(
                        "postgresql://vouchpost@127.0.0.1:" + port + "/vouchpost",
                        Optional.of(Secret.ofText(options.getPassword())),
                        3)));
        var settings = SaslExample.cheap();
        var accounts = new Accounts(vertx, database.pool(), settings);
        var passwords = await(SqlCredentials.create(vertx, database.pool(), settings, SecondFactors.NONE));
        var credentials = passwords.of(Clients.by("PLAIN"));
        var notifications = database.notifications();
        var changes = AccountChanges.of(notifications);
        var remembered = new RememberedCredentials(passwords, changes, settings.remember()).of(Clients.by("PLAIN"));
        var guard = new Lockouts(
                vertx,
                database.pool(),
                notifications,
                guardSettings(),
                Clock.systemUTC(),
                address -> false,
                alarm -> {},
                Newcomers.IGNORED);
        await(notifications.start());
        await(accounts.add("alice", Secret.ofText("right"), List.of(), false));
        assertThat(await(remembered.check("alice", Secret.ofText("right")))).isEqualTo(new Verdict.Accepted("alice"));
        var attempt = new Guard.Attempt("TEST", "client.example", "192.0.2.1", "PLAIN", "alice", "1");
        await(guard.record(attempt, Guard.Result.FAILED));
        await(guard.settled());

        server.close();
        eventually(() -> !changes.live());
        for (var password : List.of("right", "wrong")) {
            var start = System.nanoTime();
            assertThat(await(credentials.check("alice", Secret.ofText(password))))
                    .isInstanceOf(Verdict.Unavailable.class);
            assertThat(await(remembered.check("alice", Secret.ofText(password))))
                    .isInstanceOf(Verdict.Unavailable.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(A_FEW_SECONDS);
        }
        assertThat(await(guard.admit(new Guard.Arrival("192.0.2.2", false)))).isInstanceOf(Ruling.Welcome.class);
        assertThat(await(guard.admit(attempt))).isInstanceOf(Ruling.Wait.class);
        await(guard.record(attempt, Guard.Result.FAILED));
        await(guard.record(attempt, Guard.Result.SUCCEEDED));

        try (var again = EmbeddedDatabase.open(directory)) {
            assertThat(again.port()).isEqualTo(port);
            eventually(changes::live);
            assertThat(await(credentials.check("alice", Secret.ofText("right"))))
                    .isEqualTo(new Verdict.Accepted("alice"));
            assertThat(await(credentials.check("alice", Secret.ofText("wrong"))))
                    .isEqualTo(new Verdict.Rejected());
            await(guard.close());
            await(notifications.close());
            await(database.close());
            await(vertx.close());
        }
    }

    private static GuardSettings guardSettings() {
        return GuardExample.of(1, 100, Duration.ofHours(1), Duration.ofHours(1), Duration.ofDays(1), 100, List.of());
    }

    private static void eventually(BooleanSupplier condition) {
        var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
