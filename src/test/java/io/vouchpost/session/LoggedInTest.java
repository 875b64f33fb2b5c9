package io.vouchpost.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.message.ContentStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test that begins with a session logged in, and in whose end nothing may be held of any client. */
abstract class LoggedInTest {
    static final String ALICE = "alice@example.org";

    @TempDir
    static Path folder;

    static Vertx vertx;
    static ContentStore store;
    Scene scene;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        store = Scene.store(vertx, folder);
    }

    @AfterAll
    static void close() {
        TestDatabase.await(store.close());
        TestDatabase.await(vertx.close());
    }

    @BeforeEach
    void logIn() {
        scene = new Scene(store).loggedIn();
    }

    @AfterEach
    void nothingIsHeld() {
        scene.endsClean();
    }

    void hears(String... codes) {
        assertThat(scene.codes()).containsExactly(codes);
    }
}
