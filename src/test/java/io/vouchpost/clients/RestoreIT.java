package io.vouchpost.clients;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.FreePort;
import io.vouchpost.account.Accounts;
import io.vouchpost.cli.DemoSink;
import io.vouchpost.config.ConfigurationFile;
import io.vouchpost.config.SaslExample;
import io.vouchpost.database.Database;
import io.vouchpost.secret.Secret;
import io.vouchpost.verticle.Gateway;
import io.vouchpost.verticle.SocketClient;
import io.vouchpost.verticle.TestGateway;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The backup of the handbook: pg_dump of Debian's PostgreSQL while a gateway runs on it with mail in its spool, and what
 * pg_restore makes of that in another database: the accounts log in, and the mail goes out.
 */
@Timeout(240)
class RestoreIT {
    private static final int NOBODY = 65_534;
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    /** Nothing listens there. */
    private static final int NOWHERE = 1;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final List<Vertx> gateways = new ArrayList<>();
    private final BlockingQueue<DemoSink.Message> arrived = new LinkedBlockingQueue<>();
    private Path programs;
    private Daemon postgres;
    private int port;

    @BeforeEach
    void startPostgres() throws Exception {
        Installed.require("root".equals(System.getProperty("user.name")), "only root can become somebody else");
        Installed.require(Files.isDirectory(VERSIONS), "PostgreSQL is not installed: apt-get install postgresql");
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            programs = versions.max(Comparator.comparing(RestoreIT::version))
                    .orElseThrow()
                    .resolve("bin");
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        var home = Files.createDirectory(folder.resolve("postgres"));
        Files.setAttribute(home, "unix:uid", NOBODY);
        var data = home.resolve("data").toString();
        port = FreePort.any();
        var made = Program.in(
                        folder,
                        asNobody("initdb", "--encoding=UTF8", "--auth=trust", "--username=vouchpost", "-D", data))
                .run();
        assertThat(made.succeeded()).as(made.said()).isTrue();
        postgres = Daemon.start(
                folder,
                asNobody("postgres", "-D", data, "-p", "" + port, "-c", "unix_socket_directories=", "-h", "127.0.0.1"));
        postgres.await(() -> tool("pg_isready").succeeded());
    }

    /** By number: 9.6, 15, 100. */
    private static Version version(Path folder) {
        return Version.parse(folder.getFileName().toString());
    }

    @AfterEach
    void stop() throws Exception {
        gateways.forEach(it -> await(it.close()));
        await(vertx.close());
        if (postgres != null) {
            postgres.close();
        }
    }

    private String[] asNobody(String program, String... arguments) {
        return Stream.concat(
                        Stream.of(
                                "setpriv",
                                "--reuid=" + NOBODY,
                                "--regid=" + NOBODY,
                                "--clear-groups",
                                programs.resolve(program).toString()),
                        Stream.of(arguments))
                .toArray(String[]::new);
    }

    /** A client program of PostgreSQL, on this server. */
    private Report tool(String program, String... arguments) throws Exception {
        var words = Stream.concat(Stream.of(programs.resolve(program).toString()), Stream.of(arguments));
        return Program.in(folder, words.toArray(String[]::new))
                .with("PGHOST", "127.0.0.1")
                .with("PGPORT", "" + port)
                .with("PGUSER", "vouchpost")
                .run();
    }

    private void done(String program, String... arguments) throws Exception {
        var report = tool(program, arguments);
        assertThat(report.succeeded()).as(report.said()).isTrue();
    }

    private Gateway start(String database, int nextHop) throws Exception {
        var json = TestGateway.configuration("postgresql://vouchpost@127.0.0.1:" + port + "/" + database, nextHop);
        json.getJsonObject("database").remove("password");
        json.getJsonObject("delivery").put("retry", new JsonObject().put("intervals", JsonArray.of("1s")));
        var file = Files.writeString(folder.resolve(database + ".json"), json.encode());
        var own = Vertx.vertx(Gateway.options());
        gateways.add(own);
        return await(Gateway.start(own, new ConfigurationFile(file, name -> "").read()));
    }

    private void addAlice(String database) throws Exception {
        var file = folder.resolve(database + ".json");
        var opened = await(Database.open(
                vertx, new ConfigurationFile(file, name -> "").read().database()));
        await(new Accounts(vertx, opened.pool(), SaslExample.hashing(1, 10, 10_000))
                .add(TestGateway.ALICE, Secret.ofText(TestGateway.PASSWORD), List.of(TestGateway.ALICE), false));
        await(opened.close());
    }

    private static String submit(Gateway gateway, String subject) throws Exception {
        try (var client = SocketClient.loggedIn(gateway.ports().get(1))) {
            client.command("MAIL FROM:<alice@example.org>");
            client.command("RCPT TO:<bob@example.net>");
            client.command("DATA");
            return client.command("From: alice@example.org\r\nSubject: " + subject + "\r\n\r\nText\r\n.");
        }
    }

    @Test
    void whatWasInTheSpoolWhenTheDumpWasMadeIsDeliveredFromTheRestoredOne() throws Exception {
        done("createdb", "before");
        var first = start("before", NOWHERE);
        addAlice("before");
        for (var subject : List.of("One", "Two")) {
            assertThat(submit(first, subject)).startsWith("250 ").contains("on its way");
        }
        done("pg_dump", "--format=custom", "--file=" + folder.resolve("dump"), "before");
        await(first.stop());
        done("dropdb", "--force", "before");

        restore();
        var sink = await(DemoSink.listen(vertx, 0, arrived::add));
        var second = start("after", sink.port());

        var subjects = Stream.of(next(), next());
        assertThat(subjects).containsExactlyInAnyOrder("Subject: One", "Subject: Two");
        assertThat(submit(second, "Three")).startsWith("250 ").contains("posted");
        assertThat(next()).isEqualTo("Subject: Three");
        await(second.stop());
    }

    /** The dump, into a database that is called "after". */
    private void restore() throws Exception {
        done("createdb", "after");
        done(
                "pg_restore",
                "--exit-on-error",
                "--dbname=after",
                folder.resolve("dump").toString());
    }

    /** How a domain moves to a cell of its own (docs/scaling.md): with all that accounts have, and without the mail. */
    @Test
    void aCopyWithoutTheSpoolKnowsTheAccountsAndDeliversNothingOfTheOther() throws Exception {
        done("createdb", "before");
        var first = start("before", NOWHERE);
        addAlice("before");
        assertThat(submit(first, "One")).startsWith("250 ").contains("on its way");
        var told = Files.readString(Path.of("docs/scaling.md"));
        var left = Pattern.compile("--exclude-table-data='([^']+)'")
                .matcher(told)
                .results()
                .map(option -> "--exclude-table-data=" + option.group(1))
                .toList();
        var update = Pattern.compile("-c '(UPDATE spool_room [^']+)'").matcher(told);
        assertThat(left).hasSize(2);
        assertThat(update.find()).isTrue();

        done(
                "pg_dump",
                Stream.concat(left.stream(), Stream.of("--format=custom", "--file=" + folder.resolve("dump"), "before"))
                        .toArray(String[]::new));
        restore();
        assertThat(asked("after", "SELECT sum(messages) FROM spool_room"))
                .as("what the update is for")
                .isEqualTo("1");
        done("psql", "-d", "after", "-c", update.group(1));

        assertThat(asked("after", "SELECT sum(messages) || ' ' || sum(octets) FROM spool_room"))
                .isEqualTo("0 0");
        for (var table : List.of("messages", "chunks", "recipients", "notes")) {
            assertThat(asked("after", "SELECT count(*) FROM spool_" + table)).isEqualTo("0");
        }
        var sink = await(DemoSink.listen(vertx, 0, arrived::add));
        var second = start("after", sink.port());
        assertThat(submit(second, "Two")).startsWith("250 ").contains("posted");
        assertThat(next()).isEqualTo("Subject: Two");
        assertThat(arrived).isEmpty();
        assertThat(asked("before", "SELECT count(*) FROM spool_recipients")).isEqualTo("1");
        await(second.stop());
        await(first.stop());
    }

    private String asked(String database, String statement) throws Exception {
        var report = tool("psql", "-At", "-d", database, "-c", statement);
        assertThat(report.succeeded()).as(report.said()).isTrue();
        return report.said().strip();
    }

    private String next() throws Exception {
        var message = arrived.poll(60, TimeUnit.SECONDS);
        assertThat(message).as("a message at the next hop").isNotNull();
        return message.octets()
                .toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("Subject: "))
                .findFirst()
                .orElse("");
    }
}
