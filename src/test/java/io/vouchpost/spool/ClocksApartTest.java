package io.vouchpost.spool;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.database.DatabaseClock;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Gateways on machines that do not agree what time it is. */
class ClocksApartTest {
    private final Gateways here = new Gateways();

    @AfterEach
    void end() {
        here.close();
    }

    private SqlSpool gateway(Duration wrong) {
        var own = Clock.offset(Clock.systemUTC(), wrong);
        return new SqlSpool(
                here.vertx,
                here.database.pool(),
                UUID.randomUUID(),
                () -> Gateways.LEASE,
                await(DatabaseClock.open(here.vertx, here.database.pool(), own)));
    }

    @Test
    void oneThatIsAheadDoesNotTakeWhatAnotherIsDelivering() {
        var right = gateway(Duration.ZERO);
        var ahead = gateway(Gateways.LEASE.multipliedBy(3));
        here.clock.advance(Duration.ofDays(-2_000)); // ready long since, whoever looks
        here.onLoop(() -> right.keep(here.message("m", "alice", 1)));
        assertThat(await(right.take("out", 1))).hasSize(1);

        assertThat(await(ahead.tick())).isZero();
    }

    @Test
    void whatOneThatIsBehindHasIsNotFreeAtOnce() {
        var right = gateway(Duration.ZERO);
        var behind = gateway(Gateways.LEASE.multipliedBy(-3));
        here.onLoop(() -> right.keep(here.message("m", "alice", 1)));
        assertThat(await(behind.take("out", 1))).hasSize(1);

        assertThat(await(right.tick())).isZero();
    }
}
