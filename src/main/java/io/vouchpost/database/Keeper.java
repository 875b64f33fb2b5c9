package io.vouchpost.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;

/**
 * The connection that each user of an embedded PostgreSQL keeps open, so that PostgreSQL itself knows who is left: it
 * ends with its process, however that ends.
 */
record Keeper(Connection connection) {
    private static final String SUPERUSER = "postgres";
    private static final String APPLICATION = "vouchpost keeper";
    private static final String CONNECT_SECONDS = "5";
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** One that runs may still be recovering from a crash: tries for so long, except where it is refused for good. */
    static Keeper connect(int port, String password, Duration patience) throws SQLException {
        var deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return new Keeper(superuser(port, password, APPLICATION));
            } catch (SQLException e) {
                var refused = e.getSQLState() != null && e.getSQLState().startsWith("28");
                if (refused || System.nanoTime() - deadline > 0) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    static Connection superuser(int port, String password, String application) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", SUPERUSER);
        properties.setProperty("password", password);
        properties.setProperty("ApplicationName", application);
        properties.setProperty("connectTimeout", CONNECT_SECONDS);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + EmbeddedDatabase.HOST + ":" + port + "/" + SUPERUSER, properties);
    }

    /** The role and the database, where they are not there yet. */
    void create(String name, String password) throws SQLException {
        try (var statement = connection.createStatement()) {
            if (!finds("SELECT FROM pg_roles WHERE rolname = '" + name + "'")) {
                // our own base64url text: nothing in it that SQL would read as anything else
                statement.execute("CREATE ROLE " + name + " LOGIN PASSWORD '" + password + "'");
            }
            if (!finds("SELECT FROM pg_database WHERE datname = '" + name + "'")) {
                statement.execute("CREATE DATABASE " + name + " OWNER " + name);
            }
        }
    }

    /** Closes; tells whether it was the last. */
    boolean leave() throws SQLException {
        try (connection) {
            return !finds("SELECT FROM pg_stat_activity WHERE application_name = '" + APPLICATION
                    + "' AND pid <> pg_backend_pid()");
        } catch (SQLException e) {
            return true; // it is down, or has cut us off: then there is nobody to consider
        }
    }

    private boolean finds(String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }
}
