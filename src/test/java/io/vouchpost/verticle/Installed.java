package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.spool.Inspected;
import io.vouchpost.spool.Queue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that gives 250 as told, tries again soon, and hands on to neighbours. */
abstract class Installed {
    static final String RELAYED = "relayed";
    static final String SPOOLED = "spooled";

    @TempDir
    private Path folder;

    final Vertx vertx = Vertx.vertx();
    final Neighbour neighbour = new Neighbour(vertx);

    @AfterEach
    void closeNeighbours() {
        TestDatabase.await(vertx.close());
    }

    /** A folder of the test's own. */
    Path folder() {
        return folder;
    }

    TestGateway start(String acknowledge) throws Exception {
        return start(acknowledge, json -> {});
    }

    TestGateway start(String acknowledge, Consumer<JsonObject> configuring) throws Exception {
        return TestGateway.start(Files.createTempDirectory(folder, acknowledge), json -> {
            json.getJsonObject("delivery")
                    .put("acknowledge", acknowledge)
                    .put("relayTimeout", "5s")
                    .put("retry", new JsonObject().put("intervals", new JsonArray().add("200ms")))
                    .put("routes", new JsonArray().add(neighbour.route()));
            configuring.accept(json);
        });
    }

    /** By a client that has its 250; gives the reference in it. */
    static String accepted(TestGateway gateway, Letter letter) throws IOException {
        return reference(letter.to(gateway));
    }

    static String reference(String reply) {
        assertThat(reply).startsWith("250 2.0.0 ");
        return reply.replaceAll(".*Message (\\S+?)[.,]? .*", "$1");
    }

    static Inspected shown(TestGateway gateway, String reference) {
        return TestDatabase.await(new Queue(gateway.pool(), Clock.systemUTC()).show(reference))
                .orElseThrow();
    }

    /** Until nothing is left to do for it, its sender told. */
    static void awaitEnd(TestGateway gateway, String reference) {
        awaitRow(gateway, "SELECT 1 FROM spool_messages WHERE id = $1 AND finished IS NOT NULL", reference);
    }

    static void awaitState(TestGateway gateway, String reference, String state) {
        awaitRow(gateway, "SELECT 1 FROM spool_recipients WHERE message = $1 AND state = $2", reference, state);
    }

    static void awaitRow(TestGateway gateway, String query, Object... parameters) {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        var values = Tuple.from(parameters);
        while (TestDatabase.await(gateway.pool().preparedQuery(query).execute(values))
                        .size()
                == 0) {
            assertThat(System.nanoTime()).as(query).isLessThan(deadline);
        }
    }
}
