package io.vouchpost.database;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vouchpost.LogLines;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.verticle.Detour;
import java.net.URI;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** However long an outage lasts, it is two lines in the log: one when it begins, one when it is over. */
@Timeout(60)
class InterruptionTest {
    private final Vertx vertx = Vertx.vertx();
    private final LogLines log = LogLines.of(Notifications.class).from(Level.DEBUG);

    @AfterEach
    void close() {
        log.close();
        await(vertx.close());
    }

    private List<String> said(Level least) {
        return log.events()
                .filter(event -> event.getLevel().isGreaterOrEqual(least))
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    private void until(BooleanSupplier wanted) {
        while (!wanted.getAsBoolean()) {
            await(vertx.timer(10));
        }
    }

    @Test
    void onlyTheFirstFailureAndTheFirstSuccessAfterItAreTold() {
        var work = new Interruption(LoggerFactory.getLogger(Notifications.class), "the work");
        work.watch(Future.succeededFuture());
        work.watch(Future.failedFuture("away"));
        work.watch(Future.failedFuture("still away"));
        work.watch(Future.failedFuture(new IllegalStateException()));
        work.watch(Future.succeededFuture());
        work.watch(Future.succeededFuture());
        assertThat(said(Level.INFO)).containsExactly("WARN the work has to wait: away", "INFO the work goes on");
    }

    @Test
    void notificationsThatAreLostForLongAreToldOfOnce() {
        var real = (DatabaseSettings.External) TestDatabase.fresh();
        try (var detour = new Detour(URI.create(real.uri()).getPort())) {
            var database = await(Database.open(
                    vertx, new DatabaseSettings.External(detour.through(real.uri()), real.password(), 1)));
            var notifications = database.notifications().subscribe("vouchpost_test", new Indifferent());
            await(notifications.start());
            detour.cut();
            until(() -> said(Level.DEBUG).stream()
                            .filter(line -> line.contains("still has to wait"))
                            .count()
                    > 2);
            detour.reopen();
            until(notifications::live);
            assertThat(said(Level.INFO))
                    .containsExactly(
                            "WARN hearing of changes in the database has to wait: its connection is lost",
                            "INFO hearing of changes in the database goes on");
            await(notifications.close());
            await(database.close());
        }
    }
}
