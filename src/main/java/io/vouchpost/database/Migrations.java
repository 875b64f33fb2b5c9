package io.vouchpost.database;

import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.jspecify.annotations.Nullable;

/**
 * Brings the tables to the form that this version expects: the files in {@code db/migration}, applied by Flyway, which
 * lets one replica at a time do so, while others wait. Steps of later versions are no obstacle: a replica of yesterday
 * runs next to one of today. JDBC serves for nothing else.
 */
final class Migrations {
    private static final String CONNECT_SECONDS = "5";

    private final PgConnectOptions options;
    private final Duration patience;

    /**
     * @param patience for each step, and for the end of what another replica is at
     */
    Migrations(PgConnectOptions options, Duration patience) {
        this.options = options;
        this.patience = patience;
    }

    /**
     * Applies what is missing. Blocks.
     *
     * @throws DatabaseException when the database is away or its tables are not ours
     */
    Migrated apply() {
        try {
            insistOnEncoding();
            var result = flyway().migrate();
            return new Migrated(result.migrationsExecuted, current());
        } catch (FlywayException | SQLException e) {
            throw new DatabaseException("The database at " + place() + " cannot be prepared: " + rootMessage(e), e);
        }
    }

    /**
     * Changes nothing, and insists that nothing has to be. Blocks, up to a minute.
     *
     * @throws DatabaseException when something is missing, with the command that adds it; or when the database is away
     */
    void insist() {
        try {
            insistOnEncoding();
            var missing = flyway().info().pending();
            if (missing.length > 0) {
                throw new DatabaseException("The database at " + place() + " is at schema version " + current()
                        + ", and this program needs " + missing[missing.length - 1].getVersion()
                        + ". Run `vouchpost migrate` with this configuration first: with database.migrate false"
                        + " nothing else brings it up to date.");
            }
        } catch (FlywayException | SQLException e) {
            throw new DatabaseException("The database at " + place() + " cannot be looked at: " + rootMessage(e), e);
        }
    }

    private void insistOnEncoding() throws SQLException {
        try (var connection = flyway().getConfiguration().getDataSource().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(Encoding.QUESTION)) {
            rows.next();
            new Encoding(rows.getString(1)).objection(options.getDatabase()).ifPresent(objection -> {
                throw new DatabaseException("At " + place() + ", " + objection + ".");
            });
        }
    }

    private String current() {
        @Nullable MigrationInfo current = flyway().info().current();
        return current == null ? "0" : current.getVersion().getVersion();
    }

    private Flyway flyway() {
        return Flyway.configure()
                .loggers("slf4j")
                .dataSource(url(), options.getUser(), options.getPassword())
                .jdbcProperties(properties())
                .locations("classpath:db/migration")
                .lockRetryCount((int) patience.toSeconds()) // one try a second
                .load();
    }

    private String place() {
        return options.getHost() + ":" + options.getPort();
    }

    private String url() {
        var host = options.getHost().contains(":") ? "[" + options.getHost() + "]" : options.getHost();
        return "jdbc:postgresql://" + host + ":" + options.getPort() + "/"
                + URLEncoder.encode(options.getDatabase(), StandardCharsets.UTF_8);
    }

    private Map<String, String> properties() {
        var properties = new HashMap<String, String>();
        properties.put("ApplicationName", "vouchpost migration");
        properties.put("connectTimeout", CONNECT_SECONDS);
        properties.put("socketTimeout", Long.toString(patience.toSeconds()));
        properties.put("tcpKeepAlive", "true");
        properties.put("sslmode", options.getSslMode().value);
        // the tables are to be where all others look for them; JDBC has a name of its own for it
        Optional.ofNullable(options.getProperties().get("search_path"))
                .ifPresent(path -> properties.put("currentSchema", path));
        if (options.getSslMode() == SslMode.VERIFY_CA || options.getSslMode() == SslMode.VERIFY_FULL) {
            // the authorities of the Java runtime, as the Vert.x client has it
            properties.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        }
        return properties;
    }

    private static String rootMessage(Throwable problem) {
        var root = problem;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
