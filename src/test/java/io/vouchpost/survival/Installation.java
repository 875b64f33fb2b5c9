package io.vouchpost.survival;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.account.Accounts;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.config.SaslExample;
import io.vouchpost.database.Database;
import io.vouchpost.database.EmbeddedDatabase;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.secret.Secret;
import io.vouchpost.verticle.TestGateway;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** PostgreSQL and gateways as processes that can be killed, each with the same configuration. */
final class Installation implements AutoCloseable {
    private static final int HASH_ITERATIONS = 10_000;

    private final Path folder;
    private final String configuration;
    private final String password;
    private final int port;
    private final List<Member> members = new ArrayList<>();
    private final List<Replica> replicas = new ArrayList<>();
    private EmbeddedDatabase postgres;

    /**
     * @param folder for files, empty
     * @param configuring changes the configuration before it is read
     */
    Installation(Path folder, int nextHop, Consumer<JsonObject> configuring) throws IOException {
        this.folder = folder;
        this.postgres = EmbeddedDatabase.open(folder.resolve("postgres"));
        this.port = postgres.port();
        this.password = postgres.options().getPassword();
        var json = TestGateway.configuration(uri(), nextHop);
        json.getJsonObject("delivery")
                .put("duplicates", "10m")
                .put("relayTimeout", "2s")
                .put("timeout", "3s")
                .put(
                        "retry",
                        new JsonObject()
                                .put("intervals", new JsonArray().add("200ms"))
                                .put("expire", "1d"))
                .put("spool", new JsonObject().put("lease", "3s"));
        configuring.accept(json);
        this.configuration = json.encodePrettily();
        account();
    }

    private String uri() {
        return "postgresql://vouchpost@127.0.0.1:" + port + "/vouchpost";
    }

    private void account() {
        var vertx = Vertx.vertx();
        var database = database(vertx);
        TestDatabase.await(new Accounts(vertx, database.pool(), SaslExample.hashing(1, 10, HASH_ITERATIONS))
                .add(TestGateway.ALICE, Secret.ofText(TestGateway.PASSWORD), List.of(TestGateway.ALICE), false));
        TestDatabase.await(database.close());
        TestDatabase.await(vertx.close());
    }

    /** Its database, with the tables of this version. */
    Database database(Vertx vertx) {
        var settings = new DatabaseSettings.External(uri(), Optional.of(Secret.ofText(password)), 2);
        return TestDatabase.await(Database.open(vertx, settings));
    }

    /**
     * Another gateway as operators run it, not yet started.
     *
     * @param classPath of its program
     * @param configuring what it has besides what all have
     */
    Replica replica(String name, String classPath, Consumer<JsonObject> configuring) throws IOException {
        var home = Files.createDirectory(folder.resolve(name));
        var json = new JsonObject(configuration);
        configuring.accept(json);
        Files.writeString(home.resolve("vouchpost.json"), json.encodePrettily());
        var replica = new Replica(name, home, classPath, password);
        replicas.add(replica);
        return replica;
    }

    /** Another gateway. What it says of itself stands in a file of its own. */
    Member gateway(String... dying) throws IOException {
        var home = Files.createDirectory(folder.resolve("gateway-" + members.size())); // with files of its own
        var file = Files.writeString(home.resolve("vouchpost.json"), configuration);
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx200m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KillableGateway.class.getName(),
                file.toString()));
        command.addAll(List.of(dying));
        var out = home.resolve("out");
        var builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectOutput(out.toFile())
                .redirectError(home.resolve("log").toFile());
        builder.environment().put("DATABASE_PASSWORD", password);
        var member = new Member(builder.start(), out);
        members.add(member);
        return member;
    }

    /** As the power would. */
    void killPostgres() throws Exception {
        var file = folder.resolve("postgres/cluster/postmaster.pid");
        var pid = Long.parseLong(Files.readAllLines(file).get(0).trim());
        new ProcessBuilder("sh", "-c", "pkill -KILL -P " + pid + "; kill -KILL " + pid)
                .redirectErrorStream(true)
                .redirectOutput(new File("/dev/null"))
                .start()
                .waitFor();
        ProcessHandle.of(pid).ifPresent(postmaster -> postmaster.onExit().join());
        postgres.close();
    }

    void stopPostgres() {
        postgres.close();
    }

    void startPostgres() {
        postgres = EmbeddedDatabase.open(folder.resolve("postgres"));
    }

    /** How many recipients have not come to an end. */
    long waiting() throws SQLException {
        return Long.parseLong(rows("SELECT count(*)::text FROM spool_recipients"
                        + " WHERE state NOT IN ('DELIVERED', 'FAILED', 'REMOVED') OR report IS NOT NULL")
                .iterator()
                .next());
    }

    /** Message ids of clients and recipients that are shown as possibly delivered. */
    Set<String> possiblyDelivered() throws SQLException {
        return rows("SELECT message || ' ' || forward_path FROM spool_recipients WHERE possibly_delivered");
    }

    Set<String> rows(String query) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + port + "/vouchpost", "vouchpost", password);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            var found = new HashSet<String>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }

    @Override
    public void close() {
        members.forEach(Member::kill);
        replicas.forEach(Replica::kill);
        postgres.close();
    }

    /** One gateway. */
    static final class Member {
        private final Process process;
        private final Path out;

        private Member(Process process, Path out) {
            this.process = process;
            this.out = out;
        }

        boolean isAlive() {
            return process.isAlive();
        }

        void kill() {
            process.destroyForcibly().onExit().join();
        }

        void awaitEnd() throws InterruptedException {
            process.waitFor();
        }

        /** Of the listener with implicit TLS; 0 while it is not ready. */
        int tlsPort() {
            try {
                var said = Files.readString(out, StandardCharsets.UTF_8);
                int start = said.indexOf("ready [");
                int end = said.indexOf(']', start);
                return start < 0 || end < 0
                        ? 0
                        : Integer.parseInt(said.substring(start + 7, end).split(", ")[1]);
            } catch (IOException e) {
                return 0;
            }
        }
    }
}
