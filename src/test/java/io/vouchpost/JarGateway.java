package io.vouchpost;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vouchpost.account.Accounts;
import io.vouchpost.cli.DemoSink;
import io.vouchpost.config.ConfigurationFile;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.config.InvalidConfiguration;
import io.vouchpost.config.SaslExample;
import io.vouchpost.config.Settings;
import io.vouchpost.database.Database;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.secret.Secret;
import io.vouchpost.verticle.SocketClient;
import io.vouchpost.verticle.TestGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * {@code serve} from the jar, in a process of its own: on a fresh database, on free ports, with a next hop in this JVM that
 * keeps what it gets, and the account {@link TestGateway#ALICE}.
 */
final class JarGateway implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile(":([0-9]+) \\((starttls|implicit)\\)");
    private static final int HASH_ITERATIONS = 10_000;

    private final BlockingQueue<DemoSink.Message> arrived = new LinkedBlockingQueue<>();
    private final Vertx vertx = Vertx.vertx();
    private final DatabaseSettings.External database;
    private final Path file;
    private final JsonObject configuration;
    private final Program program;
    private final List<Integer> ports;

    /**
     * @param folder for files, empty
     * @param jvm options of the Java runtime
     * @param configuring changes the configuration before it is read
     */
    static JarGateway start(Path folder, List<String> jvm, Consumer<JsonObject> configuring) throws Exception {
        return new JarGateway(folder, jvm, configuring);
    }

    private JarGateway(Path folder, List<String> jvm, Consumer<JsonObject> configuring) throws Exception {
        database = (DatabaseSettings.External) TestDatabase.fresh();
        account(database);
        var sink = await(DemoSink.listen(vertx, 0, arrived::add));
        file = folder.resolve("vouchpost.json");
        configuration = TestGateway.configuration(database.uri(), sink.port());
        configure(configuring);
        var password = database.password().map(Secret::reveal).orElseThrow();
        program =
                Program.start(folder, jvm, Map.of("DATABASE_PASSWORD", password), "serve", "--config", file.toString());
        try {
            ports = PORT.matcher(program.says("ready"))
                    .results()
                    .map(match -> Integer.valueOf(match.group(1)))
                    .toList();
        } catch (AssertionError notReady) {
            close();
            throw notReady;
        }
    }

    private void account(DatabaseSettings settings) {
        var database = await(Database.open(vertx, settings));
        await(new Accounts(vertx, database.pool(), SaslExample.hashing(1, 10, HASH_ITERATIONS))
                .add(TestGateway.ALICE, Secret.ofText(TestGateway.PASSWORD), List.of(TestGateway.ALICE), false));
        await(database.close());
    }

    /** Changes the configuration file, beyond what it was before. */
    void configure(Consumer<JsonObject> change) throws IOException {
        change.accept(configuration);
        Files.writeString(file, configuration.encodePrettily());
    }

    /** The configuration file. */
    Path file() {
        return file;
    }

    /** As the gateway read it when it was last told to. */
    Settings settings() throws InvalidConfiguration {
        var password = database.password().map(Secret::reveal).orElseThrow();
        return new ConfigurationFile(file, name -> password).read();
    }

    Program program() {
        return program;
    }

    /** STARTTLS. */
    int port() {
        return ports.get(0);
    }

    /** Implicit TLS. */
    int tlsPort() {
        return ports.get(1);
    }

    /** By somebody who has logged in, to the next hop. */
    void submits(SocketClient client) throws Exception {
        client.command("MAIL FROM:<alice@example.org>");
        client.command("RCPT TO:<bob@example.net>");
        assertThat(client.command("DATA")).startsWith("354");
        assertThat(client.command("From: alice@example.org\r\n\r\nHello\r\n.")).startsWith("250 ");
        assertThat(arrival().octets().toString(StandardCharsets.UTF_8)).endsWith("Hello\r\n");
    }

    /** The next message at the next hop; waits for it. */
    DemoSink.Message arrival() throws Exception {
        var message = arrived.poll(20, TimeUnit.SECONDS);
        if (message == null) {
            throw new TimeoutException("no message came to the next hop");
        }
        return message;
    }

    @Override
    public void close() throws InterruptedException {
        program.close();
        await(vertx.close());
    }
}
