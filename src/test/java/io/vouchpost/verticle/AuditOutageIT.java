package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The database is away for a while, and clients go on: they notice nothing, and it misses nothing afterwards. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class AuditOutageIT {
    private static final int REFUSALS = 300;

    @TempDir
    Path folder;

    private Detour detour;

    private void by(JsonObject json) {
        var database = json.getJsonObject("database");
        var uri = URI.create(database.getString("uri"));
        if (detour == null) {
            detour = new Detour(uri.getPort());
        }
        database.put("uri", database.getString("uri").replace(":" + uri.getPort() + "/", ":" + detour.port() + "/"));
        json.getJsonObject("limits").put("errors", 2 * REFUSALS).put("idleCommands", 2 * REFUSALS);
        json.put("audit", new JsonObject().put("database", new JsonObject()));
    }

    private static int kept(TestGateway gateway) {
        return TestGateway.await(gateway.pool()
                .query("SELECT count(*) FROM audit_events")
                .execute()
                .map(rows -> rows.iterator().next().getInteger(0))
                .otherwise(-1));
    }

    @Test
    void whatHappenedMeanwhileIsThereAfterwardsOnce() throws Exception {
        try (var gateway = TestGateway.start(folder, this::by)) {
            try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
                while (kept(gateway) < 1) {
                    Thread.onSpinWait();
                }
                detour.cut();
                for (int i = 0; i < REFUSALS; i++) {
                    assertThat(client.command("NONSENSE")).startsWith("500 ");
                }
                while (gateway.audit().size() < 1 + REFUSALS) {
                    Thread.onSpinWait(); // the file has it all while the database is away
                }
                detour.reopen();
                while (kept(gateway) < 1 + REFUSALS) {
                    Thread.onSpinWait();
                }
            }
            assertThat(kept(gateway)).isEqualTo(gateway.audit().size());
        } finally {
            detour.close();
        }
    }

    /** Each that has something to write waits for it; all of that together must end before the process is killed. */
    @Test
    void whereTheDatabaseStandsStillTheEndIsInOrderAllTheSame() throws Exception {
        var gateway = TestGateway.start(folder, this::by);
        try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
            detour.block();
            assertThat(client.command("NONSENSE")).startsWith("500 ");
            TestGateway.await(gateway.gateway().stop());
            TestGateway.await(gateway.vertx().close());
            assertThat(gateway.audit())
                    .extracting(event -> event.getString("reply"))
                    .anyMatch(reply -> reply != null && reply.startsWith("500 "));
        } finally {
            detour.close();
        }
    }
}
