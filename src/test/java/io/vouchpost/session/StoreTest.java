package io.vouchpost.session;

import io.vertx.core.Vertx;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.message.ContentStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A test whose sessions put what comes in into one store. */
abstract class StoreTest {
    @TempDir
    static Path folder;

    static Vertx vertx;
    static ContentStore store;

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
}
