package io.vouchpost;

import static io.vouchpost.database.TestDatabase.await;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vouchpost.account.Accounts;
import io.vouchpost.clients.Dialogue;
import io.vouchpost.database.Database;
import io.vouchpost.secret.Secret;
import io.vouchpost.session.Transcript;
import io.vouchpost.verticle.SocketClient;
import io.vouchpost.verticle.TestGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A known password is used in every way there is, against a gateway in a process of its own: all transcripts, all mechanisms
 * that go by a password, right and wrong. Afterwards it stands nowhere: in no log, no file, no row, and not on the heap.
 *
 * <p>Not covered, for Java does not allow it: what is outside the heap (network buffers of Netty, until they are used for the
 * next client; what the TLS engine has copied); strings of the password for Vert.x' hashing, which are garbage and there
 * until it is collected, here by the dump; and what the operating system swaps out.
 */
class CanaryIT {
    private static final String PASSWORD = TestGateway.PASSWORD;
    /** Full ones, at most, until what is garbage has gone. */
    private static final int COLLECTIONS = 5;

    /** What to look for, by what it is. */
    private static final Map<String, byte[]> TRACES = Map.of(
            "UTF-8", PASSWORD.getBytes(UTF_8),
            "UTF-16", PASSWORD.getBytes(UTF_16LE),
            "base64", base64(PASSWORD),
            "base64 of PLAIN", base64("\0" + TestGateway.ALICE + "\0" + PASSWORD),
            "hexadecimal", HexFormat.of().formatHex(PASSWORD.getBytes(UTF_8)).getBytes(UTF_8));

    @TempDir
    static Path folder;

    static JarGateway gateway;
    static Vertx vertx;

    @BeforeAll
    static void useThePasswordInEveryWay() throws Exception {
        vertx = Vertx.vertx();
        gateway = JarGateway.start(folder, List.of("-Xmx256m"), json -> {
            json.getJsonObject("sasl")
                    .put("verifierKey", Base64.getEncoder().encodeToString(new byte[32]))
                    .put("legacyOnPrimary", true);
            json.getJsonObject("limits").put("messageBytes", 1_000_000).put("recipients", 10);
            json.getJsonObject("guard").put("failuresPerSession", 3).put("accountFailures", 1000);
        });
        makeAccounts();
        for (var transcript : Transcript.all()) {
            if (transcript.withUsualLimits()) {
                play(transcript);
            }
        }
        gateway.configure(json -> json.getJsonObject("sasl")
                .put(
                        "mechanisms",
                        new JsonArray(Dialogue.all().map(Dialogue::mechanism).toList())));
        gateway.program().signal("HUP");
        gateway.program().logs("in force now: [sasl.mechanisms]");
        for (var dialogue : Dialogue.all().toList()) {
            assertThat(reply(dialogue, PASSWORD)).as(dialogue.mechanism()).startsWith("235 ");
            assertThat(reply(dialogue, PASSWORD + "r")).as(dialogue.mechanism()).startsWith("535 ");
        }
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        await(vertx.close());
    }

    private static void play(Transcript transcript) throws Exception {
        try (var client =
                transcript.implicitTls() ? SocketClient.tls(gateway.tlsPort()) : SocketClient.plain(gateway.port())) {
            client.play(transcript, false);
        }
    }

    private static String reply(Dialogue dialogue, String secret) throws IOException {
        try (var client = SocketClient.tls(gateway.tlsPort())) {
            client.readReply();
            client.command("EHLO client.example");
            var reply = dialogue.play(client, TestGateway.ALICE, secret).reply();
            client.command("QUIT");
            return reply;
        }
    }

    /** As the transcripts want them, with all that can be kept of a password. */
    private static void makeAccounts() throws Exception {
        var settings = gateway.settings();
        var database = await(Database.open(vertx, settings.database()));
        var accounts = new Accounts(vertx, database.pool(), settings.sasl());
        await(accounts.setPassword(TestGateway.ALICE, Secret.ofText(PASSWORD)));
        var disabled = "disabled@example.org";
        await(accounts.add(disabled, Secret.ofText(PASSWORD), List.of(disabled), false));
        await(accounts.setEnabled(disabled, false));
        await(database.close());
    }

    @Test
    void noLogHasIt() {
        var said = gateway.program().out() + gateway.program().err();
        assertThat(said).contains("ready");
        assertThat(tracesIn(said.getBytes(UTF_8))).isEmpty();
    }

    @Test
    void noFileHasIt() throws IOException {
        var audit = gatewayFile("audit");
        assertThat(audit).as("an audit log").isNotEmpty();
        try (Stream<Path> files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(tracesIn(Files.readAllBytes(file))).as("%s", file).isEmpty();
            }
        }
    }

    private static List<Path> gatewayFile(String name) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().contains(name))
                    .toList();
        }
    }

    @Test
    void noRowOfTheDatabaseHasIt() throws Exception {
        var database = await(Database.open(vertx, gateway.settings().database()));
        var tables = await(database.pool()
                .query("SELECT quote_ident(table_name) FROM information_schema.tables WHERE table_schema = 'public'")
                .execute());
        assertThat(tables.size()).isGreaterThan(8);
        for (var table : tables) {
            var rows = await(database.pool()
                    .query("SELECT row_to_json(t)::text FROM " + table.getString(0) + " t")
                    .execute());
            for (var row : rows) {
                assertThat(tracesIn(row.getString(0).getBytes(UTF_8)))
                        .as(table.getString(0))
                        .isEmpty();
            }
        }
        await(database.close());
    }

    /** The keys of the JDK's PBKDF2 wipe their password when they are collected, a moment after the dump that collects them. */
    @Test
    void theHeapDoesNotHaveIt(@TempDir Path elsewhere) throws Exception {
        var heap = dump(elsewhere.resolve("first.hprof"));
        for (int i = 0; i < COLLECTIONS && !tracesIn(heap).isEmpty(); i++) {
            heap = dump(elsewhere.resolve(i + ".hprof"));
        }
        assertThat(positions(heap, TestGateway.HOSTNAME.getBytes(UTF_8)))
                .as("what is there is found")
                .isPositive();
        assertThat(tracesIn(heap)).isEmpty();
    }

    private static byte[] dump(Path file) throws Exception {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var process = new ProcessBuilder(jcmd, Long.toString(gateway.program().pid()), "GC.heap_dump", file.toString())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(file).as(said).exists();
        return Files.readAllBytes(file);
    }

    /** How often each is there. */
    private static Map<String, Integer> tracesIn(byte[] octets) {
        var found = new TreeMap<String, Integer>();
        TRACES.forEach((name, trace) -> {
            int count = positions(octets, trace);
            if (count > 0) {
                found.put(name, count);
            }
        });
        return found;
    }

    private static int positions(byte[] octets, byte[] wanted) {
        int count = 0;
        for (int at = 0; at <= octets.length - wanted.length; at++) {
            int length = 0;
            while (length < wanted.length && octets[at + length] == wanted[length]) {
                length++;
            }
            count += length == wanted.length ? 1 : 0;
        }
        return count;
    }

    private static byte[] base64(String text) {
        return Base64.getEncoder().withoutPadding().encode(text.getBytes(UTF_8));
    }
}
