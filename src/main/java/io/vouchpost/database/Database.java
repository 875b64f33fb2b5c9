package io.vouchpost.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.secret.Secret;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The database, open: its tables up to date, its pool of connections ready. An outage is an error after a few seconds at
 * most, never a wait without end: bounds on connecting, on waiting for a connection, on a statement and on silence.
 */
public final class Database {
    /** How long callers wait for an answer at most: {@code future.timeout(PATIENCE_SECONDS, SECONDS)}. */
    public static final long PATIENCE_SECONDS = 5;

    private static final int WAITING = 2_000;
    private static final int CONNECT_SECONDS = 3;
    private static final int SILENCE_SECONDS = 60;
    private static final String STATEMENT_MILLIS = "4000";

    private final Vertx vertx;
    private final Optional<EmbeddedDatabase> embedded;
    private final PgConnectOptions options;
    private final Pool pool;

    private Database(Vertx vertx, Optional<EmbeddedDatabase> embedded, PgConnectOptions options, int connections) {
        this.vertx = vertx;
        this.embedded = embedded;
        this.options = options;
        this.pool = PgBuilder.pool()
                .using(vertx)
                .connectingTo(options)
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

    /** Starts or reaches it and applies the migrations; fails with a {@link DatabaseException}. */
    public static Future<Database> open(Vertx vertx, DatabaseSettings settings) {
        return vertx.executeBlocking(() -> prepare(vertx, settings), false);
    }

    private static Database prepare(Vertx vertx, DatabaseSettings settings) {
        if (settings instanceof DatabaseSettings.Embedded place) {
            var embedded = EmbeddedDatabase.open(place.directory());
            try {
                return migrated(vertx, Optional.of(embedded), embedded.options(), place.connections());
            } catch (RuntimeException e) {
                embedded.close();
                throw e;
            }
        }
        var external = (DatabaseSettings.External) settings;
        return migrated(vertx, Optional.empty(), reach(external), external.connections());
    }

    private static Database migrated(
            Vertx vertx, Optional<EmbeddedDatabase> embedded, PgConnectOptions options, int connections) {
        new Migrations(options).apply();
        options.setCachePreparedStatements(true);
        options.addProperty("application_name", "vouchpost");
        options.addProperty("statement_timeout", STATEMENT_MILLIS);
        return new Database(vertx, embedded, options, connections);
    }

    private static PgConnectOptions reach(DatabaseSettings.External settings) {
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

    public Pool pool() {
        return pool;
    }

    /** A connection of its own for LISTEN; not yet started. */
    public Notifications notifications() {
        return new Notifications(vertx, options);
    }

    /** Closes the pool; an embedded PostgreSQL is stopped when nobody else uses it. */
    public Future<Void> close() {
        return pool.close()
                .transform(closed -> vertx.executeBlocking(
                        () -> {
                            embedded.ifPresent(EmbeddedDatabase::close);
                            return closed.result();
                        },
                        false));
    }
}
