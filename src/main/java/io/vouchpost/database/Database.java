package io.vouchpost.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.secret.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The database, open: its tables up to date, its pool of connections ready. An outage is an error after a few seconds at
 * most, never a wait without end: bounds on connecting, on waiting for a connection, on a statement and on silence.
 */
public final class Database {
    /** How long callers wait for an answer at most: {@code future.timeout(PATIENCE_SECONDS, SECONDS)}. */
    public static final long PATIENCE_SECONDS = 5;

    private static final long FAREWELL_SECONDS = 2;
    private static final int WAITING = 2_000;
    private static final int CONNECT_SECONDS = 3;
    private static final int SILENCE_SECONDS = 60;
    private static final int THROWAWAY_CONNECTIONS = 2;
    /** https://www.postgresql.org/docs/current/errcodes-appendix.html, class 28 */
    private static final Set<String> REFUSED = Set.of("28000", "28P01");

    private static final String STATEMENT_MILLIS = "4000";
    private static final Duration TO_START = Duration.ofMinutes(1);
    private static final Duration TO_MIGRATE = Duration.ofHours(1);

    private final Vertx vertx;
    private final Optional<EmbeddedDatabase> embedded;
    /** What the next connection is opened by. */
    private volatile PgConnectOptions options;

    private final Pool pool;

    private Database(Vertx vertx, Optional<EmbeddedDatabase> embedded, PgConnectOptions options, int connections) {
        this.vertx = vertx;
        this.embedded = embedded;
        this.options = options;
        this.pool = PgBuilder.pool()
                .using(vertx)
                .connectingTo(() -> Future.<SqlConnectOptions>succeededFuture(this.options))
                .with(new PoolOptions()
                        .setMaxSize(connections)
                        .setMaxWaitQueueSize(WAITING)
                        .setConnectionTimeout(CONNECT_SECONDS)
                        .setConnectionTimeoutUnit(TimeUnit.SECONDS))
                .with(new NetClientOptions()
                        .setConnectTimeout((int) TimeUnit.SECONDS.toMillis(CONNECT_SECONDS))
                        .setIdleTimeout(SILENCE_SECONDS)
                        .setTcpKeepAlive(true))
                .build();
    }

    /**
     * Starts or reaches it and applies the migrations, or, where the settings say that others do, insists that they are
     * applied; fails with a {@link DatabaseException}.
     */
    public static Future<Database> open(Vertx vertx, DatabaseSettings settings) {
        return vertx.executeBlocking(() -> prepare(vertx, settings, true), false);
    }

    /**
     * Applies the migrations, whatever the settings say of that, and leaves. Each step may take an hour; when another is at
     * it, waits as long for that. Fails with a {@link DatabaseException}.
     */
    public static Future<Migrated> migrate(Vertx vertx, DatabaseSettings settings) {
        return vertx.executeBlocking(() -> migrate(settings), false);
    }

    private static Migrated migrate(DatabaseSettings settings) {
        if (settings instanceof DatabaseSettings.Embedded place) {
            var embedded = EmbeddedDatabase.open(place.directory());
            try {
                return new Migrations(embedded.options(), TO_MIGRATE).apply();
            } finally {
                embedded.close();
            }
        }
        return new Migrations(reach((DatabaseSettings.External) settings), TO_MIGRATE).apply();
    }

    /**
     * Looks in as a guest: starts nothing and changes nothing, so its tables may be older or newer than ours. Blocks for a
     * moment.
     *
     * @return empty where an embedded one does not run
     */
    public static Optional<Database> visit(Vertx vertx, DatabaseSettings settings) {
        var options = settings instanceof DatabaseSettings.Embedded place
                ? EmbeddedDatabase.running(place.directory())
                : Optional.of(reach((DatabaseSettings.External) settings));
        return options.map(found -> new Database(vertx, Optional.empty(), bounded(found), 1));
    }

    /**
     * One that is not to outlive the process: what it is told need not survive a failure of the machine, and goes the faster.
     *
     * @param directory empty; the caller removes it after {@link #close}
     */
    public static Future<Database> openThrowaway(Vertx vertx, Path directory) {
        var settings = new DatabaseSettings.Embedded(directory, THROWAWAY_CONNECTIONS);
        return vertx.executeBlocking(() -> prepare(vertx, settings, false), false);
    }

    private static Database prepare(Vertx vertx, DatabaseSettings settings, boolean durable) {
        if (settings instanceof DatabaseSettings.Embedded place) {
            var embedded = EmbeddedDatabase.open(place.directory());
            try {
                var options = embedded.options();
                new Migrations(options, TO_START).apply();
                return opened(vertx, Optional.of(embedded), options, place.connections(), durable);
            } catch (RuntimeException e) {
                embedded.close();
                throw e;
            }
        }
        var external = (DatabaseSettings.External) settings;
        var options = reach(external);
        var migrations = new Migrations(options, TO_START);
        if (external.migrates()) {
            migrations.apply();
        } else {
            migrations.insist();
        }
        return opened(vertx, Optional.empty(), options, external.connections(), durable);
    }

    private static Database opened(
            Vertx vertx,
            Optional<EmbeddedDatabase> embedded,
            PgConnectOptions options,
            int connections,
            boolean durable) {
        bounded(options);
        if (!durable) {
            options.addProperty("synchronous_commit", "off");
        }
        return new Database(vertx, embedded, options, connections);
    }

    private static PgConnectOptions bounded(PgConnectOptions options) {
        options.setCachePreparedStatements(true);
        options.addProperty("application_name", "vouchpost");
        options.addProperty("statement_timeout", STATEMENT_MILLIS);
        return options;
    }

    static PgConnectOptions reach(DatabaseSettings.External settings) {
        PgConnectOptions options;
        try {
            options = PgConnectOptions.fromUri(settings.uri());
        } catch (IllegalArgumentException e) {
            // neither the text nor its parser's complaint: somebody may have put a password into it
            throw new DatabaseException("database.uri is not of the form postgresql://user@host:port/database.");
        }
        settings.password().map(Secret::reveal).ifPresent(options::setPassword);
        if (options.getSslMode() == SslMode.REQUIRE) {
            options.setSslOptions(new ClientSSLOptions().setTrustAll(true)); // libpq's meaning: encrypted, by whomever
        } else if (options.getSslMode() == SslMode.VERIFY_CA) {
            options.setSslOptions(new ClientSSLOptions());
        } else if (options.getSslMode() == SslMode.VERIFY_FULL) {
            options.setSslOptions(new ClientSSLOptions().setHostnameVerificationAlgorithm("HTTPS"));
        }
        return options;
    }

    /** Why it can never be used as it was made, in a sentence; empty where nothing is wrong with that. */
    public Future<Optional<String>> objection() {
        return pool.query(Encoding.QUESTION)
                .execute()
                .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .map(rows -> new Encoding(rows.iterator().next().getString(0)).objection(options.getDatabase()));
    }

    /** What cannot do without it: where it does not answer, the fault is a {@link DatabaseException} that names it. */
    public <T> Future<T> needed(Future<T> answer) {
        return answer.recover(fault -> Future.failedFuture(
                fault instanceof DatabaseException ? fault : new DatabaseException(away(fault), fault)));
    }

    private String away(Throwable fault) {
        return "The database at " + options.getHost() + ":" + options.getPort() + " does not answer in time: "
                + fault.getMessage() + ". Where this machine is just too busy, start again when it is less so;"
                + " else look into the database's own log.";
    }

    public Pool pool() {
        return pool;
    }

    /** A connection of its own for LISTEN; not yet started. */
    public Notifications notifications() {
        return new Notifications(vertx, () -> options);
    }

    /**
     * Whether these settings would let us in: failed with a {@link DatabaseException} where the database refuses their
     * password. One that does not answer says nothing of it.
     */
    public Future<Void> admits(DatabaseSettings settings) {
        return Doorbell.ring(vertx, by(settings), (int) PATIENCE_SECONDS)
                .recover(fault -> fault instanceof PgException answer && REFUSED.contains(answer.getSqlState())
                        ? Future.failedFuture(
                                new DatabaseException("is refused by the database: " + answer.getMessage()))
                        : Future.succeededFuture());
    }

    /** From now on connections are opened with the password of these settings; those that are open stay. */
    public void use(DatabaseSettings settings) {
        options = by(settings);
    }

    private PgConnectOptions by(DatabaseSettings settings) {
        var next = new PgConnectOptions(options);
        if (settings instanceof DatabaseSettings.External external) {
            external.password().map(Secret::reveal).ifPresent(next::setPassword);
        }
        return next;
    }

    /**
     * Closes the pool, and does not wait long where the database does not notice that; an embedded PostgreSQL is stopped when
     * nobody else uses it.
     */
    public Future<Void> close() {
        return pool.close()
                .timeout(FAREWELL_SECONDS, TimeUnit.SECONDS)
                .transform(closed -> vertx.executeBlocking(
                        () -> {
                            embedded.ifPresent(EmbeddedDatabase::close);
                            return closed.result();
                        },
                        false));
    }
}
