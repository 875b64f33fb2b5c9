package io.vouchpost.database;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vouchpost.config.DatabaseSettings;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A database that cannot keep all names is refused before anything is in it, by all that would use it. */
@Timeout(60)
class EncodingTest {
    private static final String SENTENCE =
            "has the encoding LATIN1, which cannot keep the letters of all names: make one with CREATE DATABASE";

    private final Vertx vertx = Vertx.vertx();
    private final DatabaseSettings.External latin = TestDatabase.encoded("LATIN1");

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void latinIsRefusedByAllWhoWouldUseIt() {
        var othersMigrate = new DatabaseSettings.External(latin.uri(), latin.password(), 1, false);
        assertThatThrownBy(() -> await(Database.open(vertx, latin)))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining(SENTENCE);
        assertThatThrownBy(() -> await(Database.open(vertx, othersMigrate))).hasMessageContaining(SENTENCE);
        assertThatThrownBy(() -> await(Database.migrate(vertx, latin))).hasMessageContaining(SENTENCE);
    }

    @Test
    void whoVisitsIsTold() {
        var visited = Database.visit(vertx, latin).orElseThrow();
        assertThat(await(visited.objection()))
                .hasValueSatisfying(said -> assertThat(said).contains(SENTENCE));
        await(visited.close());
        var sound = TestDatabase.open(vertx);
        assertThat(await(sound.objection())).isEqualTo(Optional.empty());
        await(sound.close());
    }
}
