package io.vouchpost.database;

import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings the tables to the form that this version expects: the files in {@code db/migration}, applied by Flyway, which
 * lets one replica at a time do so. JDBC serves for nothing else.
 */
final class Migrations {
    private static final String CONNECT_SECONDS = "5";
    private static final String ANSWER_SECONDS = "60";

    private final PgConnectOptions options;

    Migrations(PgConnectOptions options) {
        this.options = options;
    }

    /**
     * Blocks, up to a minute.
     *
     * @throws DatabaseException when the database is away or its tables are not ours
     */
    void apply() {
        try {
            Flyway.configure()
                    .loggers("slf4j")
                    .dataSource(url(), options.getUser(), options.getPassword())
                    .jdbcProperties(properties())
                    .locations("classpath:db/migration")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new DatabaseException(
                    "The database at " + options.getHost() + ":" + options.getPort() + " cannot be prepared: "
                            + rootMessage(e),
                    e);
        }
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
        properties.put("socketTimeout", ANSWER_SECONDS);
        properties.put("sslmode", options.getSslMode().value);
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
