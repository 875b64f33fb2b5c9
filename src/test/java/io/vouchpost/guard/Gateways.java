package io.vouchpost.guard;

import static io.vouchpost.database.TestDatabase.await;

import io.vertx.core.Vertx;
import io.vouchpost.TurnedClock;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.database.Database;
import io.vouchpost.database.TestDatabase;
import java.util.ArrayList;
import java.util.List;

/** Gateways that count together: each with a pool of its own, all on one database and by one clock. */
final class Gateways implements AutoCloseable {
    /** Nobody decides alone only because the machine is slow. */
    private static final long PATIENCE_MILLIS = 30_000;

    final Vertx vertx = Vertx.vertx();
    final TurnedClock clock = new TurnedClock();
    private final DatabaseSettings shared = TestDatabase.fresh();
    private final List<Gateway> all = new ArrayList<>();

    record Gateway(Database database, CounterTable table, SharedCounters counters) {}

    Gateways(int count) {
        for (int i = 0; i < count; i++) {
            join();
        }
    }

    Gateway join() {
        return join(PATIENCE_MILLIS);
    }

    Gateway join(long patienceMillis) {
        var database = await(Database.open(vertx, shared));
        var table = new CounterTable(database.pool());
        var joined = new Gateway(database, table, new SharedCounters(vertx, table, clock, patienceMillis));
        all.add(joined);
        return joined;
    }

    int count() {
        return all.size();
    }

    SharedCounters get(int number) {
        return all.get(number).counters();
    }

    Gateway gateway(int number) {
        return all.get(number);
    }

    long exchanges() {
        return all.stream().mapToLong(gateway -> gateway.table().exchanges()).sum();
    }

    @Override
    public void close() {
        for (var gateway : all) {
            await(gateway.counters().close());
            await(gateway.database().close());
        }
        await(vertx.close());
    }
}
