package io.vouchpost.guard;

import static io.vouchpost.database.TestDatabase.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlClient;
import io.vouchpost.TurnedClock;
import io.vouchpost.config.BreakerSettings;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.database.Database;
import io.vouchpost.database.Notifications;
import io.vouchpost.guard.Tripped.Ending;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A gateway as far as its breaker goes: what it was told to hold, to settle and to post. */
final class BreakerGateway implements Custody {
    final List<String> held = new CopyOnWriteArrayList<>();
    final List<String> settled = new CopyOnWriteArrayList<>();
    final List<Letter> letters = new CopyOnWriteArrayList<>();
    final List<Alarm> alarms = new CopyOnWriteArrayList<>();
    final AtomicInteger statements = new AtomicInteger();
    final Database database;
    final Notifications notifications;
    final Breaker breaker;
    volatile boolean postOffice = true;

    BreakerGateway(
            Vertx vertx,
            DatabaseSettings shared,
            BreakerSettings settings,
            Optional<Countries> countries,
            TurnedClock clock) {
        database = await(Database.open(vertx, shared));
        notifications = database.notifications();
        breaker = new Breaker(
                vertx,
                counting(database.pool()),
                notifications,
                "submit.example.org",
                Optional.of(settings),
                countries,
                this,
                alarms::add,
                clock);
        await(notifications.start());
    }

    private SqlClient counting(SqlClient client) {
        return (SqlClient) Proxy.newProxyInstance(
                SqlClient.class.getClassLoader(), new Class<?>[] {SqlClient.class}, (proxy, method, arguments) -> {
                    statements.incrementAndGet();
                    return method.invoke(client, arguments);
                });
    }

    @Override
    public Future<Integer> hold(String account, String why) {
        held.add(account);
        return Future.succeededFuture(17);
    }

    @Override
    public Future<Integer> settle(String account, Ending ending) {
        settled.add(account + " " + ending.outcome());
        return Future.succeededFuture(1);
    }

    @Override
    public Future<Void> post(Letter letter) {
        if (!postOffice) {
            return Future.failedFuture("closed");
        }
        if (letters.stream().noneMatch(it -> it.id().equals(letter.id()))) { // as the spool does
            letters.add(letter);
        }
        return Future.succeededFuture();
    }

    boolean holds(String account) {
        return breaker.held(account).isPresent();
    }

    void close() {
        await(breaker.close());
        await(notifications.close());
        await(database.close());
    }
}
