package io.vouchpost.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vouchpost.config.Authority;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.config.Workshop;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.secret.Secret;
import io.vouchpost.verticle.SocketClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command of the unit, run as systemd would: by a user who is not root, with the one capability, and with the example
 * configuration, of which only ports, database and folders are others. What is below /etc it cannot write.
 */
@Timeout(300)
class ServiceIT {
    /** What a server may be on that root alone may open, otherwise. */
    private static final int FIRST_PORT = 600;

    private static final int LAST_PORT = 1023;
    private static final int NOBODY = 65_534;
    private static final String CAPABILITY = "-all,+net_bind_service";
    private static final long PATIENCE_SECONDS = 120;

    @TempDir
    Path folder;

    private Path etc;

    @BeforeEach
    void needed() throws Exception {
        Installed.require("setpriv", "util-linux");
        Installed.require("root".equals(System.getProperty("user.name")), "only root can become somebody else");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        etc = Files.createDirectory(folder.resolve("etc"));
        for (var own : List.of("lib", "log")) {
            Files.setAttribute(Files.createDirectory(folder.resolve(own)), "unix:uid", NOBODY);
        }
    }

    private static List<Integer> freePorts() {
        return IntStream.rangeClosed(FIRST_PORT, LAST_PORT)
                .filter(port -> {
                    try (var probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                        return probe.isBound();
                    } catch (IOException taken) {
                        return false;
                    }
                })
                .limit(2)
                .boxed()
                .toList();
    }

    /** A database that is there already, whose password is among the secrets. */
    private JsonObject external() throws Exception {
        var database = (DatabaseSettings.External) TestDatabase.fresh();
        Files.createDirectories(etc.resolve("secrets"));
        Files.writeString(
                etc.resolve("secrets/database"),
                database.password().map(Secret::reveal).orElseThrow());
        return new JsonObject()
                .put("uri", database.uri())
                .put("password", new JsonObject().put("file", "secrets/database"));
    }

    /** The shipped example, in these folders, on these ports, with this database. */
    private void configure(List<Integer> ports, JsonObject database) throws Exception {
        var certificate = new Authority("Test").issue("submit.example.org");
        Files.createDirectories(etc.resolve("tls"));
        Files.createDirectories(etc.resolve("secrets"));
        Files.writeString(
                etc.resolve("tls/fullchain.pem"),
                Workshop.pem("CERTIFICATE", certificate.certificate().getEncoded()));
        Files.writeString(
                etc.resolve("tls/privkey.pem"),
                Workshop.pem("PRIVATE KEY", certificate.key().getEncoded()));
        Files.writeString(etc.resolve("secrets/smarthost"), "not asked for\n");
        var example = new JsonObject(Files.readString(Path.of("conf/examples/systemd.json"))
                .replace("/etc/vouchpost", etc.toString())
                .replace("/var/lib/vouchpost", folder.resolve("lib").toString())
                .replace("/var/log/vouchpost", folder.resolve("log").toString()));
        example.put("database", database);
        example.getJsonObject("admin").put("port", 0);
        var listeners = example.getJsonArray("listeners");
        for (int i = 0; i < ports.size(); i++) {
            listeners.getJsonObject(i).put("host", "127.0.0.1").put("port", ports.get(i));
        }
        Files.writeString(etc.resolve("vouchpost.json"), example.encodePrettily());
        // the checkout may be where only root may look
        Files.copy(Path.of(System.getProperty("vouchpost.jar")), folder.resolve("vouchpost.jar"));
    }

    /** As the user of the unit, with these capabilities and no others. */
    private Process start(Path output, String capabilities, List<String> command) throws Exception {
        var words = new ArrayList<>(List.of(
                "env",
                "--default-signal=HUP,INT,TERM",
                "setpriv",
                "--reuid=" + NOBODY,
                "--regid=" + NOBODY,
                "--clear-groups",
                "--no-new-privs",
                "--inh-caps=" + capabilities,
                "--ambient-caps=" + capabilities,
                "--bounding-set=" + capabilities));
        for (var word : command) {
            words.add(
                    switch (word) {
                        case "/usr/bin/java" ->
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString();
                        case "/opt/vouchpost/vouchpost.jar" ->
                            folder.resolve("vouchpost.jar").toString();
                        case "/etc/vouchpost/vouchpost.json" ->
                            etc.resolve("vouchpost.json").toString();
                        default -> word;
                    });
        }
        var builder = new ProcessBuilder(words)
                .directory(folder.resolve("lib").toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment()
                .put("VOUCHPOST_CONFIG", etc.resolve("vouchpost.json").toString());
        return builder.start();
    }

    private Process serve(Path output) throws Exception {
        return start(output, CAPABILITY, SystemdUnit.read().command());
    }

    private static void signal(Process process, String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    @Test
    void theUnitsCommandRunsReloadsAndEndsAsAUserOfItsOwn() throws Exception {
        var ports = freePorts();
        configure(ports, external());
        var output = folder.resolve("said");
        var process = serve(output);
        try {
            await(process, output, "Vouchpost is ready");
            try (var client = SocketClient.tls(ports.get(1))) {
                assertThat(client.readReply()).startsWith("220 submit.example.org");
                assertThat(client.command("EHLO client.example")).contains("AUTH ");
            }
            var file = etc.resolve("vouchpost.json");
            var changed = new JsonObject(Files.readString(file));
            changed.getJsonObject("limits").put("recipients", 7);
            Files.writeString(file, changed.encodePrettily());
            signal(process, "HUP");
            await(process, output, "in force now: [limits.recipients]");
            signal(process, "TERM");
            assertThat(Integer.toString(process.waitFor()))
                    .isEqualTo(SystemdUnit.read().value("SuccessExitStatus"));
        } finally {
            process.destroyForcibly();
        }
        assertThat(folder.resolve("log/audit.jsonl")).exists();
        assertThat(Files.getAttribute(folder.resolve("log/audit.jsonl"), "unix:uid"))
                .isEqualTo(NOBODY);
    }

    /** PostgreSQL inherits the capability of the service, which the command has not. */
    @Test
    void aCommandJoinsThePostgresThatTheServiceHasStarted() throws Exception {
        var directory = folder.resolve("lib/postgres");
        configure(
                freePorts(), new JsonObject().put("embedded", new JsonObject().put("directory", directory.toString())));
        var output = folder.resolve("said");
        var service = serve(output);
        try {
            await(service, output, "Vouchpost is ready");
            var asked = folder.resolve("asked");
            // which configuration, it finds in its environment
            var command = start(
                    asked, "-all", List.of("/usr/bin/java", "-jar", "/opt/vouchpost/vouchpost.jar", "account", "list"));
            assertThat(command.waitFor()).as(Files.readString(asked)).isZero();
            assertThat(Files.readString(asked)).contains("There are no accounts yet");
            assertThat(directory.resolve("cluster/postmaster.pid")).exists();
        } finally {
            service.destroy();
            service.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        assertThat(Files.readString(output)).doesNotContain("Exception");
        assertThat(directory.resolve("cluster/postmaster.pid")).doesNotExist();
    }

    private static void await(Process process, Path output, String text) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.readString(output).contains(text)) {
            if (process.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                throw new AssertionError("not said: " + text + "\nbut:\n" + Files.readString(output));
            }
        }
    }
}
