package io.vouchpost.image;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.account.Accounts;
import io.vouchpost.cli.DemoSink;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.config.SaslExample;
import io.vouchpost.config.Workshop;
import io.vouchpost.database.Database;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.secret.Secret;
import io.vouchpost.verticle.SocketClient;
import io.vouchpost.verticle.TestGateway;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The container image that {@code mvn -Pimage package} makes: looked into, and run by Podman on a root file system that
 * nobody can write to. {@code vouchpost.image} names its tar; without it nothing here runs.
 */
@EnabledIfSystemProperty(named = "vouchpost.image", matches = ".+")
@Timeout(300)
class ImageIT {
    private static final Path TAR = Path.of(System.getProperty("vouchpost.image", ""));
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration TO_CLOSE = Duration.ofSeconds(20);
    private static final int TERMINATED = 143;
    private static final int RUNS = 3;
    private static final Duration READY = Duration.ofSeconds(2);
    /** Without the cache, on two cores that have nothing else to do, with something to spare. */
    private static final Duration AT_LEISURE = Duration.ofMillis(3_500);

    @TempDir
    static Path folder;

    private static final Vertx vertx = Vertx.vertx();
    private static final BlockingQueue<DemoSink.Message> arrived = new LinkedBlockingQueue<>();
    private static String image;
    private static Path configuration;

    @BeforeAll
    static void prepare() throws Exception {
        var database = (DatabaseSettings.External) TestDatabase.fresh();
        account(database); // before the disk is busy with the image
        image = Podman.load(TAR);
        configuration = Files.createDirectory(folder.resolve("etc"));
        var workshop = new Workshop(configuration);
        var sink = await(DemoSink.listen(vertx, 0, arrived::add));
        workshop.write(
                "vouchpost.json", configuration(database.uri(), sink.port()).encodePrettily());
        workshop.certificate("tls");
        Files.createDirectory(configuration.resolve("tls"));
        Files.move(configuration.resolve("tls.pem"), configuration.resolve("tls/tls.crt"));
        Files.move(configuration.resolve("tls.key"), configuration.resolve("tls/tls.key"));
        workshop.write(
                "secrets/database-password",
                database.password().map(Secret::reveal).orElseThrow());
    }

    /** That of the documentation, but for what has to be of this machine. */
    private static JsonObject configuration(String database, int nextHop) throws Exception {
        var example = new JsonObject(Files.readString(Path.of("conf/examples/container.json")));
        example.remove("$schema");
        var ours = TestGateway.configuration(database, nextHop);
        example.put("listeners", ours.getJsonArray("listeners"))
                .put("guard", ours.getJsonObject("guard"))
                .put("sasl", ours.getJsonObject("sasl"))
                .put("delivery", ours.getJsonObject("delivery"))
                .put("admin", new JsonObject().put("host", "127.0.0.1").put("port", 0));
        example.getJsonObject("database").put("uri", database);
        example.getJsonObject("limits").put("grace", GRACE.toSeconds() + "s");
        return example;
    }

    private static void account(DatabaseSettings settings) {
        var database = await(Database.open(vertx, settings));
        await(new Accounts(vertx, database.pool(), SaslExample.hashing(1, 10, 10_000))
                .add(TestGateway.ALICE, Secret.ofText(TestGateway.PASSWORD), List.of(TestGateway.ALICE), false));
        await(database.close());
    }

    @AfterAll
    static void end() throws Exception {
        await(vertx.close());
        if (image != null) {
            Podman.remove(image);
        }
    }

    private static Container start(String... options) throws Exception {
        return Container.start(image, configuration, folder.resolve("log"), options);
    }

    @Test
    void itRunsAsNobodyInParticularByNoShellOnThePortsItNames() throws Exception {
        var config = ImageTar.read(TAR).config();
        var run = config.getJsonObject("config");
        assertThat(run.getString("User")).isEqualTo("10001:10001");
        assertThat(run.getJsonArray("Entrypoint"))
                .isEqualTo(new JsonArray().add("/opt/java/bin/java").add("@/opt/vouchpost/java.options"));
        assertThat(run.getJsonArray("Cmd"))
                .isEqualTo(new JsonArray().add("serve").add("--config").add("/etc/vouchpost/vouchpost.json"));
        assertThat(run.getJsonObject("ExposedPorts").fieldNames())
                .containsExactlyInAnyOrder("2587/tcp", "2465/tcp", "9587/tcp");
        assertThat(run.getJsonObject("Labels").fieldNames())
                .contains("org.opencontainers.image.version", "org.opencontainers.image.revision");
        assertThat(config.getString("created")).as("the same each time").startsWith("1970-01-01T00:00:0");
        assertThat(run.getJsonArray("Env")).as("nothing that is secret").allMatch(it -> ((String) it)
                .matches("(LANG|PATH|SSL_CERT_FILE)=.*"));
    }

    @Test
    void thereIsNothingInItForAnIntruder() throws Exception {
        var entries = ImageTar.read(TAR).entries();
        assertThat(entries).hasSizeGreaterThan(50);
        assertThat(entries)
                .filteredOn(entry -> entry.isFile() && !entry.isSymbolicLink())
                .as("files that change who one is, or that anybody may change")
                .noneMatch(file -> (file.getMode() & 06022) != 0);
        assertThat(entries)
                .filteredOn(TarArchiveEntry::isDirectory)
                .filteredOn(directory -> (directory.getMode() & 022) != 0)
                .extracting(TarArchiveEntry::getName)
                .allMatch(name -> name.matches("(\\./)?(tmp|var/lib/vouchpost)/"));
        assertThat(entries)
                .extracting(TarArchiveEntry::getName)
                .noneMatch(name -> name.matches(".*(/bin/(ba|da|)sh|/busybox|/apt|/dpkg|\\.key|\\.p12|\\.txz|^jib/.*)"))
                .anyMatch(name -> name.endsWith("opt/vouchpost/vouchpost.jar"));
    }

    @Test
    void withNothingToWriteToItTakesMailAndEndsInOrder() throws Exception {
        try (var container = start();
                var sender = SocketClient.loggedIn(container.tlsPort());
                var idle = SocketClient.plain(container.port())) {
            assertThat(idle.readReply()).startsWith("220 ");
            sender.command("MAIL FROM:<alice@example.org>");
            sender.command("RCPT TO:<bob@example.net>");
            assertThat(sender.command("DATA")).startsWith("354");
            sender.send("From: alice@example.org\r\nSubject: Contained\r\n\r\nThe first half");

            assertThat(container.proc("status"))
                    .contains("Uid:\t10001\t10001\t10001\t10001", "CapEff:\t0000000000000000");
            assertThat(container.proc("maps"))
                    .as("epoll, BoringSSL and the cache, out of files of the image")
                    .contains(
                            "/opt/vouchpost/native/libnetty_transport_native_epoll",
                            "/opt/vouchpost/native/libnetty_tcnative",
                            "/opt/vouchpost/vouchpost.aot");
            assertThat(container.proc("mounts").lines().filter(line -> line.split(" ")[1].equals("/")))
                    .allMatch(line -> line.split(" ")[3].startsWith("ro"));

            container.terminate();
            assertThat(idle.readReply()).startsWith("421 4.3.2");
            assertThat(sender.command(" and the second.\r\n.")).startsWith("250 2.0.0");
            assertThat(container.ended(GRACE.plus(TO_CLOSE))).isEqualTo(TERMINATED);
            assertThat(container.log()).contains("stopped").doesNotContain("WARNING", "Exception", "ERROR");
        }
        var message = arrived.poll(20, TimeUnit.SECONDS);
        assertThat(message).isNotNull();
        assertThat(message.octets().toString(StandardCharsets.UTF_8))
                .contains("Subject: Contained", "half and the second.");
    }

    @Test
    void theCacheMakesTheStartShort() throws Exception {
        var with = best();
        var without = best("--env", "JAVA_TOOL_OPTIONS=-XX:AOTMode=off");
        System.out.printf("Start to ready, best of %d: %s with the cache, %s without.%n", RUNS, with, without);
        assertThat(with).isLessThan(without);
        if (without.compareTo(AT_LEISURE) < 0) { // else the machine has other things to do
            assertThat(with).isLessThan(READY);
        }
    }

    private static Duration best(String... options) throws Exception {
        var best = Duration.ofDays(1);
        for (int run = 0; run < RUNS; run++) {
            try (var container = start(options)) {
                best = container.toReady().compareTo(best) < 0 ? container.toReady() : best;
            }
        }
        return best;
    }
}
