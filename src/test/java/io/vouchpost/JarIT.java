package io.vouchpost;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.verticle.SocketClient;
import io.vouchpost.verticle.TestGateway;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar alone, with its embedded database: the gateway as one process, the commands as others beside it. */
@Timeout(180)
class JarIT {
    private static final Pattern PORT = Pattern.compile(":([0-9]+) \\(");
    private static final Pattern REFERENCE = Pattern.compile("\\(([0-9A-Z]+-[0-9]+)\\)");
    private static final Duration TO_END = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static Program gateway;
    private static List<Integer> ports;

    @BeforeAll
    static void start() throws Exception {
        Files.writeString(folder.resolve("vouchpost.json"), configuration(0).encodePrettily());
        gateway = Program.start(folder, "serve", "--config", "vouchpost.json");
        ports = PORT.matcher(gateway.says("ready"))
                .results()
                .map(match -> Integer.valueOf(match.group(1)))
                .toList();
    }

    private static JsonObject configuration(int port) {
        var configuration = TestGateway.configuration("", 1)
                .put("database", new JsonObject().put("embedded", new JsonObject().put("directory", "postgres")));
        configuration.getJsonArray("listeners").getJsonObject(0).put("port", port);
        return configuration;
    }

    @AfterAll
    static void stop() throws Exception {
        try (var program = gateway) {
            program.signal("TERM");
            program.ended(TO_END);
            assertThat(program.out().lines())
                    .as("standard output")
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("ready");
            assertThat(program.err()).doesNotContain("Exception", "\tat ");
            assertThat(Program.postgres(folder.resolve("postgres")))
                    .as("PostgreSQL left behind")
                    .isEmpty();
        }
    }

    private static Program.Ended run(String input, String... arguments) throws Exception {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", "vouchpost.json"));
        var ended = Program.run(folder, input, all.toArray(String[]::new));
        assertThat(ended.out() + ended.err()).doesNotContain("\tat ", "Exception");
        return ended;
    }

    private static void succeeds(String input, String... arguments) throws Exception {
        var ended = run(input, arguments);
        assertThat(ended.code()).as(ended.out() + ended.err()).isZero();
    }

    private static SocketClient connect() throws Exception {
        var client = SocketClient.tls(ports.get(1));
        assertThat(client.readReply()).startsWith("220 ");
        client.command("EHLO client.example");
        return client;
    }

    private static String logIn(SocketClient client, String name, String password) throws Exception {
        var response = "\0" + name + "\0" + password;
        return client.command(
                "AUTH PLAIN " + Base64.getEncoder().encodeToString(response.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void anAccountIsEffectiveAtOnceAndSoIsEveryChangeOfIt() throws Exception {
        var name = "carol@example.org";
        succeeds("first orchid radar vinegar\n", "account", "add", name, "--password-stdin");
        try (var client = connect();
                var late = connect()) {
            assertThat(logIn(client, name, "first orchid radar vinegar")).startsWith("235 ");

            succeeds("second orchid radar vinegar\n", "account", "passwd", name, "--password-stdin");
            assertThat(client.readReply()).as("the session by the old password").startsWith("421 4.7.0 ");
            assertThat(logIn(late, name, "first orchid radar vinegar")).startsWith("535 5.7.8 ");
            assertThat(logIn(late, name, "second orchid radar vinegar")).startsWith("235 ");

            succeeds("", "account", "disable", name);
            assertThat(late.readReply())
                    .as("the session of the disabled account")
                    .startsWith("421 4.7.0 ");
        }
        try (var client = connect()) {
            assertThat(logIn(client, name, "second orchid radar vinegar")).startsWith("525 5.7.13 ");
            succeeds("", "account", "enable", name);
            assertThat(logIn(client, name, "second orchid radar vinegar")).startsWith("235 ");
        }
    }

    @Test
    void aRefusalIsExplained() throws Exception {
        succeeds("tumble-orchid-radar-vinegar\n", "account", "add", "dave@example.org", "--password-stdin");
        String reply;
        try (var client = connect()) {
            assertThat(logIn(client, "dave@example.org", "tumble-orchid-radar-vinegar"))
                    .startsWith("235 ");
            reply = client.command("MAIL FROM:<ceo@example.com>");
        }
        assertThat(reply).startsWith("550 5.7.1 ");
        var matcher = REFERENCE.matcher(reply);
        assertThat(matcher.find()).as(reply).isTrue();

        var text = run("", "why", matcher.group(1));
        assertThat(text.code()).isZero();
        assertThat(text.out()).contains("550 5.7.1", "dave@example.org", "ceo@example.com", "account identity add");
        var json = new JsonObject(run("", "why", matcher.group(1), "--json").out());
        assertThat(json.fieldNames()).contains("reply", "rule", "seen", "remedy", "client", "session");
        assertThat(run("", "why", "NOSUCHTH-1").code()).isEqualTo(1);
    }

    @Test
    void answersInJsonAreJson() throws Exception {
        var added = run(
                "tumble-orchid-radar-vinegar\n", "account", "add", "erin@example.org", "--password-stdin", "--json");
        assertThat(new JsonObject(added.out()).isEmpty()).isFalse();
        assertThat(new JsonObject(run("", "account", "show", "erin@example.org", "--json")
                                .out())
                        .getString("name"))
                .isEqualTo("erin@example.org");
        assertThat(new JsonArray(run("", "account", "list", "--json").out())
                        .stream().map(account -> ((JsonObject) account).getString("name")))
                .contains("erin@example.org");
        assertThat(new JsonArray(run("", "lockout", "list", "--json").out())).isEmpty();
        assertThat(new JsonObject(run("", "check", "--json").out()).getJsonArray("problems"))
                .isEmpty();
        var missing = run("", "account", "show", "nobody@example.org", "--json");
        assertThat(missing.code()).isEqualTo(1);
        assertThat(new JsonObject(missing.out()).getString("error")).contains("nobody@example.org");
    }

    @Test
    void aBadConfigurationIsToldWithPointersAndNoGatewayRunsByIt() throws Exception {
        var file = folder.resolve("bad.json");
        Files.writeString(
                file,
                new JsonObject()
                        .put("hostname", 5)
                        .put("listeners", new JsonArray().add(new JsonObject().put("port", 70_000)))
                        .put("surprise", true)
                        .encode());
        for (var command : List.of("check", "serve")) {
            var ended = Program.run(folder, "", command, "--config", "bad.json");
            assertThat(ended.code()).as(command).isEqualTo(1);
            assertThat(ended.out() + ended.err())
                    .contains("/hostname", "/listeners/0/port", "surprise")
                    .doesNotContain("\tat ", "Exception");
        }
        var json = new JsonObject(Program.run(folder, "", "check", "--json", "--config", "bad.json")
                .out());
        assertThat(json.getJsonArray("problems").stream().map(it -> ((JsonObject) it).getString("pointer")))
                .contains("/hostname", "/listeners/0/port");
    }

    @Test
    void aWrongUseEndsWithTwo() throws Exception {
        for (var arguments : List.of(
                List.of("fly"), List.of("serve", "--high"), List.of("account", "add"), List.of("account", "rename"))) {
            var ended = Program.run(folder, "", arguments.toArray(String[]::new));
            assertThat(ended.code()).as("%s", arguments).isEqualTo(2);
            assertThat(ended.err()).containsAnyOf("Usage", "Did you mean").doesNotContain("\tat ", "Exception");
        }
        assertThat(Program.run(folder, "", "--help").code()).isZero();
    }

    @Test
    void toldToEndWhileItStartsItLeavesNothingBehind(@TempDir Path elsewhere) throws Exception {
        Files.writeString(elsewhere.resolve("vouchpost.json"), configuration(0).encodePrettily());
        try (var starting = Program.start(elsewhere, "serve", "--config", "vouchpost.json")) {
            while (!isUp(elsewhere.resolve("postgres/cluster/postmaster.pid"))) {
                assertThat(starting.isAlive()).as("%s", starting.err()).isTrue();
            }
            starting.signal("TERM");
            var ended = starting.ended(TO_END);
            assertThat(ended.err()).doesNotContain("\tat ", "Exception");
            assertThat(Program.postgres(elsewhere.resolve("postgres")))
                    .as("PostgreSQL left behind")
                    .isEmpty();
        }
    }

    private static boolean isUp(Path postmaster) throws IOException {
        try {
            return Files.readString(postmaster).contains("ready");
        } catch (NoSuchFileException notYet) {
            return false;
        }
    }

    @Test
    void aPortThatIsTakenIsOneClearLineAndTheEnd(@TempDir Path elsewhere) throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(
                    elsewhere.resolve("vouchpost.json"),
                    configuration(taken.getLocalPort()).encodePrettily());
            var ended = Program.run(elsewhere, "", "serve", "--config", "vouchpost.json");
            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err()).doesNotContain("\tat ", "Exception");
            assertThat(ended.err().lines().filter(line -> line.startsWith("Cannot start")))
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains(Integer.toString(taken.getLocalPort()))
                    .containsIgnoringCase("in use");
            assertThat(Program.postgres(elsewhere.resolve("postgres")))
                    .as("PostgreSQL left behind")
                    .isEmpty();
        }
    }
}
