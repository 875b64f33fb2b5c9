package io.vouchpost.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.secret.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One real PostgreSQL for all tests of a JVM, started when the first one asks, stopped and removed with the JVM; in it a
 * fresh, empty database for whoever asks, which takes about half a second.
 */
public final class TestDatabase {
    private static final int CONNECTIONS = 5;

    private TestDatabase() {}

    /** A database that nobody else has; open it as often as there shall be replicas. */
    public static DatabaseSettings fresh() {
        var name = "test_" + UUID.randomUUID().toString().replace("-", "");
        var server = Server.SHARED;
        try (var connection = server.superuser();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " OWNER vouchpost");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        var options = server.options();
        return new DatabaseSettings.External(
                "postgresql://vouchpost@" + options.getHost() + ":" + options.getPort() + "/" + name,
                Optional.of(Secret.ofText(options.getPassword())),
                CONNECTIONS);
    }

    /** A fresh database, open. */
    public static Database open(Vertx vertx) {
        return await(Database.open(vertx, fresh()));
    }

    /** The outcome of something asynchronous, for test threads. */
    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException problem ? problem : new IllegalStateException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Server {
        static final EmbeddedDatabase SHARED = start();

        private static EmbeddedDatabase start() {
            try {
                var directory = Files.createTempDirectory("vouchpost-test");
                var server = EmbeddedDatabase.open(directory);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    server.close();
                    remove(directory);
                }));
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void remove(Path directory) {
            try (var files = Files.walk(directory)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
