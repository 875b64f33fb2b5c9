package io.vouchpost.database;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.secret.Secret;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The database gets another password while it is open. */
@Timeout(60)
class RenewedPasswordTest {
    private final Vertx vertx = Vertx.vertx();
    private final DatabaseSettings.External first = TestDatabase.freshWithRole("first");
    private final DatabaseSettings.External second = with("second");
    private final Database database = await(Database.open(vertx, first));

    @AfterEach
    void close() {
        await(database.close());
        await(vertx.close());
    }

    private DatabaseSettings.External with(String password) {
        return new DatabaseSettings.External(first.uri(), Optional.of(Secret.ofText(password)), 2);
    }

    private void renew() {
        TestDatabase.superuser("ALTER ROLE " + role() + " PASSWORD 'second'");
    }

    private String role() {
        return first.uri().substring(first.uri().lastIndexOf('/') + 1);
    }

    @Test
    void newConnectionsAreOpenedByIt() {
        var notifications = database.notifications().subscribe("anything", new Indifferent());
        await(notifications.start());
        await(database.pool().query("SELECT 1").execute());
        renew();
        database.use(second);

        TestDatabase.superuser(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '" + role() + "'");

        while (!notifications.live() || database.pool().size() > 0) {
            await(vertx.timer(5, TimeUnit.MILLISECONDS)); // until it is known that all are gone, and one is back
        }
        assertThat(await(database.pool().query("SELECT 1").execute()).size()).isEqualTo(1);
        await(notifications.close());
    }

    @Test
    void whetherItIsTheRightOneIsKnownBefore() {
        await(database.admits(first));
        assertThatThrownBy(() -> await(database.admits(second)))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("is refused by the database: ")
                .hasMessageNotContaining("second");
        renew();
        await(database.admits(second));
        assertThatThrownBy(() -> await(database.admits(first))).isInstanceOf(DatabaseException.class);
    }

    /** What an absent one would say is not known; mail waits for other settings no longer than it must. */
    @Test
    void oneThatIsAwayHasNothingAgainstIt() {
        TestDatabase.superuser("ALTER ROLE " + role() + " NOLOGIN");
        assertThatThrownBy(() -> await(database.admits(first))).isInstanceOf(DatabaseException.class);
        TestDatabase.superuser("ALTER ROLE " + role() + " LOGIN CONNECTION LIMIT 0");
        await(database.admits(first));
    }
}
