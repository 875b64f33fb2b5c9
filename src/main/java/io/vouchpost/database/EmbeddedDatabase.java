package io.vouchpost.database;

import io.vertx.pgclient.PgConnectOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL that the program starts by itself. Several processes may use one directory at a time (the gateway
 * and a command): the first starts it, the others join, the last to leave stops it (see {@link Keeper}).
 *
 * <p>Everything here blocks, for seconds.
 */
public final class EmbeddedDatabase implements AutoCloseable {
    static final String HOST = "127.0.0.1";
    private static final String NAME = "vouchpost";
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final EmbeddedDirectory directory;
    private final String password;
    private final int port;
    private final @Nullable EmbeddedPostgres started;
    private final Keeper keeper;

    private EmbeddedDatabase(
            EmbeddedDirectory directory, String password, int port, @Nullable EmbeddedPostgres started, Keeper keeper) {
        this.directory = directory;
        this.password = password;
        this.port = port;
        this.started = started;
        this.keeper = keeper;
    }

    /**
     * Starts it, or joins the one that runs.
     *
     * @throws DatabaseException when neither is possible, with the reason
     */
    @SuppressWarnings("try") // the lock is there to be held
    public static EmbeddedDatabase open(Path path) {
        var directory = EmbeddedDirectory.prepare(path);
        try (var lock = DirectoryLock.take(directory.lock())) {
            var password = directory.password();
            var running = Postmaster.of(directory.data());
            var started = running.isPresent() ? null : start(directory, password);
            var port = started == null ? running.orElseThrow().port() : started.getPort();
            var keeper = keep(directory, port, password);
            keeper.create(NAME, password);
            directory.keepPort(port);
            directory.markComplete();
            return new EmbeddedDatabase(directory, password, port, started, keeper);
        } catch (IOException | SQLException e) {
            throw new DatabaseException(
                    "The embedded database in " + directory.root() + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** How to connect to the one that runs there as a guest, whom it does not wait for; empty where none runs. */
    static Optional<PgConnectOptions> running(Path path) {
        var directory = new EmbeddedDirectory(path.toAbsolutePath().normalize());
        try {
            var running = Postmaster.of(directory.data());
            return running.isPresent() && Files.isReadable(directory.passwordFile())
                    ? Optional.of(options(running.get().port(), directory.password()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static EmbeddedPostgres start(EmbeddedDirectory directory, String password) throws IOException {
        directory.setAsideIncomplete();
        Files.deleteIfExists(directory.data().resolve("postmaster.pid"));
        Files.deleteIfExists(directory.startLog());
        try {
            return EmbeddedPostgres.builder()
                    .setDataDirectory(directory.data())
                    .setCleanDataDirectory(false)
                    .setOverrideWorkingDirectory(directory.binaries().toFile())
                    .setRegisterShutdownHook(false) // the gateway still has mail to finish then; close() stops it
                    .setPGStartupWait(START)
                    .setPort(directory.port())
                    .setConnectConfig("password", password)
                    .setOutputRedirector(ProcessBuilder.Redirect.appendTo(
                            directory.startLog().toFile()))
                    // options of initdb: no moment without a password
                    .setLocaleConfig("pwfile", directory.passwordFile().toString())
                    .setLocaleConfig("auth-local", "scram-sha-256")
                    .setLocaleConfig("auth-host", "scram-sha-256")
                    .setLocaleConfig("locale", "C")
                    .setDataDirectoryCustomizer(EmbeddedDatabase::restrictClients)
                    .setServerConfig("listen_addresses", HOST)
                    .setServerConfig("unix_socket_directories", "")
                    // the library is made for tests and would trade durability for speed
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("max_connections", "100")
                    .setServerConfig("logging_collector", "on")
                    .setServerConfig("log_filename", "postgres-%a.log")
                    .setServerConfig("log_truncate_on_rotation", "on")
                    .start();
        } catch (IOException
                | RuntimeException
                | ExceptionInInitializerError e) { // the last where nothing can be unpacked
            throw new DatabaseException(
                    "PostgreSQL does not start in " + directory.root() + " (" + e.getMessage() + "); it said: "
                            + directory.lastWords(),
                    e);
        }
    }

    private static void restrictClients(File data) {
        try {
            Files.writeString(
                    data.toPath().resolve("pg_hba.conf"),
                    "host all all 127.0.0.1/32 scram-sha-256\nhost all all ::1/128 scram-sha-256\n");
        } catch (IOException e) {
            throw new DatabaseException("pg_hba.conf cannot be written: " + e.getMessage(), e);
        }
    }

    private static Keeper keep(EmbeddedDirectory directory, int port, String password) {
        try {
            return Keeper.connect(port, password, START);
        } catch (SQLException e) {
            throw new DatabaseException(
                    "A PostgreSQL runs in " + directory.root() + " but does not let us in on port " + port + ": "
                            + e.getMessage(),
                    e);
        }
    }

    /** A connection with all rights, for tests that need a database of their own. */
    Connection superuser() throws SQLException {
        return Keeper.superuser(port, password, NAME);
    }

    public int port() {
        return port;
    }

    /** How to connect to it. */
    public PgConnectOptions options() {
        return options(port, password);
    }

    private static PgConnectOptions options(int port, String password) {
        return new PgConnectOptions()
                .setHost(HOST)
                .setPort(port)
                .setDatabase(NAME)
                .setUser(NAME)
                .setPassword(password);
    }

    /** Leaves, and stops it if nobody else is there. */
    @Override
    @SuppressWarnings("try") // the lock is there to be held
    public void close() {
        try (var lock = DirectoryLock.take(directory.lock())) {
            if (keeper.leave()) {
                stop();
            }
        } catch (IOException | SQLException e) {
            throw new DatabaseException(
                    "The embedded database in " + directory.root() + " could not be stopped: " + e.getMessage(), e);
        }
    }

    private void stop() throws IOException {
        var running = Postmaster.of(directory.data());
        if (started != null) {
            started.close();
        } else if (running.isPresent()) {
            running.get().stop();
        }
        var deadline = System.nanoTime() + STOP.toNanos();
        while (running.isPresent() && running.get().alive()) {
            if (System.nanoTime() - deadline > 0) {
                throw new DatabaseException("PostgreSQL in " + directory.root() + " does not stop.");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
