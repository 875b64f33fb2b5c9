package io.vouchpost.database;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vouchpost.config.DatabaseSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On a machine that is busy the pool says "Timeout waiting for connection", of which nobody knows whose that is. */
@Timeout(60)
class NeededDatabaseTest {
    private final Vertx vertx = Vertx.vertx();
    private final DatabaseSettings.External settings = (DatabaseSettings.External) TestDatabase.fresh();
    private final Database database = await(Database.open(vertx, settings));

    @AfterEach
    void close() {
        await(database.close());
        await(vertx.close());
    }

    @Test
    void itIsNamedAndSoIsWhatToDo() {
        var late = Future.failedFuture(new VertxException("Timeout waiting for connection", true));
        assertThatThrownBy(() -> await(database.needed(late)))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining(
                        "The database at 127.0.0.1:" + settings.uri().replaceFirst(".*:([0-9]+)/.*", "$1"))
                .hasMessageContaining("Timeout waiting for connection")
                .hasMessageContaining("start again");
    }

    @Test
    void whatSaysMoreIsLeftAsItIs() {
        var known = new DatabaseException("known");
        assertThatThrownBy(() -> await(database.needed(Future.failedFuture(known))))
                .isSameAs(known);
        assertThat(await(database.needed(Future.succeededFuture(1)))).isEqualTo(1);
    }
}
