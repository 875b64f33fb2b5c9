package io.vouchpost.database;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vouchpost.config.DatabaseSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedDatabaseIT {
    @TempDir
    Path directory;

    @Test
    void keepsItsDataLetsOthersJoinAndStopsWithTheLast() throws Exception {
        var first = EmbeddedDatabase.open(directory);
        run(first, "CREATE TABLE kept (it text)", "INSERT INTO kept VALUES ('still here')");
        var second = EmbeddedDatabase.open(directory);
        assertThat(second.port()).isEqualTo(first.port());

        first.close();
        assertThat(ask(second, "SELECT it FROM kept")).isEqualTo("still here");
        second.close();
        assertThat(Postmaster.of(directory.resolve("cluster"))).isEmpty();
    }

    @Test
    void isDurableAndLetsNobodyInWithoutThePassword() throws Exception {
        try (var database = EmbeddedDatabase.open(directory)) {
            assertThat(ask(database, "SHOW fsync")).isEqualTo("on");
            assertThat(ask(database, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(ask(database, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            for (var role : new String[] {"vouchpost", "postgres"}) {
                assertThatThrownBy(() -> DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + database.port()
                                + "/vouchpost?user=" + role + "&password=guess"))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("password authentication failed");
            }
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("password"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void recoversAfterBothItAndWeWereKilled() throws Exception {
        var killed = EmbeddedDatabase.open(directory);
        run(killed, "CREATE TABLE kept (it text)", "INSERT INTO kept VALUES ('committed')");
        var postmaster = Postmaster.of(directory.resolve("cluster")).orElseThrow();
        ProcessHandle.of(postmaster.pid()).orElseThrow().destroyForcibly();
        while (postmaster.alive()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        assertThat(directory.resolve("cluster/postmaster.pid")).exists();
        killed.close();

        try (var next = EmbeddedDatabase.open(directory)) {
            assertThat(ask(next, "SELECT it FROM kept")).isEqualTo("committed");
        }
    }

    @Test
    void isJoinedWhileAnotherProcessRunsItAndAfterThatWasKilled() throws Exception {
        var holder = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("ready");
            var postmaster = Postmaster.of(directory.resolve("cluster")).orElseThrow();
            try (var joined = EmbeddedDatabase.open(directory)) {
                assertThat(joined.port()).isEqualTo(postmaster.port());
                run(joined, "CREATE TABLE kept (it text)", "INSERT INTO kept VALUES ('by another')");
            }
            assertThat(postmaster.alive()).isTrue();

            holder.destroyForcibly().waitFor();
            assertThat(postmaster.alive()).isTrue();
            var joined = EmbeddedDatabase.open(directory);
            assertThat(ask(joined, "SELECT it FROM kept")).isEqualTo("by another");
            while (!ask(joined, "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE '%keeper'")
                    .equals("1")) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
            joined.close();
            assertThat(postmaster.alive()).isFalse();
        } finally {
            holder.destroyForcibly();
        }
    }

    /** Another process, as the gateway would be. */
    static final class Holder {
        public static void main(String[] arguments) throws Exception {
            EmbeddedDatabase.open(Path.of(arguments[0]));
            System.out.println("ready");
            System.in.read();
        }
    }

    @Test
    void unpacksAgainWhatWasCutOffInTheMidst() throws Exception {
        var whole = directory.resolve("whole");
        EmbeddedDatabase.open(whole).close();
        var cutOff = directory.resolve("cut-off");
        try (var binaries = Files.newDirectoryStream(whole.resolve("binaries"))) {
            var half = cutOff.resolve("binaries")
                    .resolve(binaries.iterator().next().getFileName());
            Files.createDirectories(half.resolve("bin"));
            Files.createFile(half.resolve("epg-lock"));
            Files.write(half.resolve("bin/postgres"), new byte[] {0x7f, 'E', 'L', 'F'});
        }
        try (var database = EmbeddedDatabase.open(cutOff)) {
            assertThat(ask(database, "SELECT 'runs'")).isEqualTo("runs");
        }
    }

    @Test
    void aStalePidFileWhoseNumberIsNowSomebodyElsesDoesNotStandInTheWay() throws Exception {
        EmbeddedDatabase.open(directory).close();
        Files.writeString(
                directory.resolve("cluster/postmaster.pid"),
                ProcessHandle.current().pid() + "\n" + directory.resolve("cluster") + "\n0\n1\n\n\n");
        try (var database = EmbeddedDatabase.open(directory)) {
            assertThat(ask(database, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void whatAnInterruptedFirstStartLeftIsSetAside() throws Exception {
        Files.createDirectories(directory.resolve("cluster"));
        Files.writeString(directory.resolve("cluster/postgresql.conf"), "half");
        try (var database = EmbeddedDatabase.open(directory)) {
            assertThat(ask(database, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void aDirectoryThatCannotBeIsAClearError() throws Exception {
        var file = Files.createFile(directory.resolve("file"));
        var vertx = Vertx.vertx();
        try {
            assertThatThrownBy(() -> await(Database.open(vertx, new DatabaseSettings.Embedded(file.resolve("db"), 2))))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("file/db cannot be used");
        } finally {
            await(vertx.close());
        }
    }

    private static void run(EmbeddedDatabase database, String... statements) throws SQLException {
        try (var connection = connect(database);
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String ask(EmbeddedDatabase database, String query) throws SQLException {
        try (var connection = connect(database);
                var rows = connection.createStatement().executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static java.sql.Connection connect(EmbeddedDatabase database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + database.port() + "/vouchpost",
                "vouchpost",
                database.options().getPassword());
    }
}
