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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
        return made("");
    }

    /** As {@link #fresh}, but in that encoding, and as old servers have them. */
    public static DatabaseSettings.External encoded(String encoding) {
        return made(" ENCODING '" + encoding + "' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'");
    }

    private static DatabaseSettings.External made(String how) {
        var name = "test_" + UUID.randomUUID().toString().replace("-", "");
        var server = Server.SHARED;
        superuser("CREATE DATABASE " + name + " OWNER vouchpost" + how);
        var options = server.options();
        return new DatabaseSettings.External(
                "postgresql://vouchpost@" + options.getHost() + ":" + options.getPort() + "/" + name,
                Optional.of(Secret.ofText(options.getPassword())),
                CONNECTIONS);
    }

    /** The same, by a role of its own, whose password may be changed while others work. */
    public static DatabaseSettings.External freshWithRole(String password) {
        var fresh = (DatabaseSettings.External) fresh();
        var name = fresh.uri().substring(fresh.uri().lastIndexOf('/') + 1);
        superuser("CREATE ROLE " + name + " LOGIN PASSWORD '" + password + "'");
        superuser("ALTER DATABASE " + name + " OWNER TO " + name);
        return new DatabaseSettings.External(
                fresh.uri().replace("vouchpost@", name + "@"), Optional.of(Secret.ofText(password)), CONNECTIONS);
    }

    /**
     * Executes that as somebody to whom nothing is refused.
     *
     * @return the first column of what it gives
     */
    public static List<String> superuser(String sql) {
        var values = new ArrayList<String>();
        try (var connection = Server.SHARED.superuser();
                var statement = connection.createStatement()) {
            if (statement.execute(sql)) {
                var rows = statement.getResultSet();
                while (rows.next()) {
                    values.add(rows.getString(1));
                }
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
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
