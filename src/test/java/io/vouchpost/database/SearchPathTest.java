package io.vouchpost.database;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vouchpost.config.DatabaseSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever shares a database with others may keep our tables in a schema apart, by the URI. */
@Timeout(60)
class SearchPathTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void tablesAreMadeWhereTheyAreLookedFor() {
        var plain = (DatabaseSettings.External) TestDatabase.fresh();
        await(PgConnection.connect(vertx, Database.reach(plain))
                .compose(connection ->
                        connection.query("CREATE SCHEMA apart").execute().eventually(connection::close)));
        var apart = new DatabaseSettings.External(plain.uri() + "?search_path=apart", plain.password(), 1);

        var database = await(Database.open(vertx, apart));
        var found = await(database.pool()
                .query("SELECT table_schema FROM information_schema.tables WHERE table_name = 'installation'")
                .execute());
        assertThat(found.iterator().next().getString(0)).isEqualTo("apart");
        await(database.pool().query("SELECT FROM installation").execute());
        await(database.close());
    }
}
