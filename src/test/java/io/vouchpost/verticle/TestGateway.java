package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vouchpost.account.Accounts;
import io.vouchpost.account.DeviceCredentials;
import io.vouchpost.account.SecondFactorSetup;
import io.vouchpost.account.UsageSearch;
import io.vouchpost.cli.DemoSink;
import io.vouchpost.config.ConfigurationFile;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.config.InvalidConfiguration;
import io.vouchpost.config.Settings;
import io.vouchpost.config.SettingsChange;
import io.vouchpost.database.Database;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.metrics.Meters;
import io.vouchpost.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A whole gateway in this JVM: on a database of its own, on free ports, with a next hop that keeps what it gets. Accounts
 * {@code alice@example.org} and {@code disabled@example.org}, both with the password {@value #PASSWORD}. Fails its test
 * when an event loop was caught blocking for 200 ms.
 */
public final class TestGateway implements AutoCloseable {
    public static final String ALICE = "alice@example.org";
    public static final String PASSWORD = "correct horse";
    public static final String HOSTNAME = "submit.example.org";

    private final BlockedThreads blocked = new BlockedThreads();
    private final BlockingQueue<DemoSink.Message> arrived = new LinkedBlockingQueue<>();
    private final Path folder;
    private final Consumer<JsonObject> configuring;
    private final DatabaseSettings.External databaseSettings;
    private final Vertx vertx;
    private final DemoSink sink;
    private final Database database;
    private final Accounts accounts;
    private final Gateway gateway;
    private Settings settings;

    /**
     * @param folder for files, empty
     * @param configuring changes the configuration before it is read
     */
    public static TestGateway start(Path folder, Consumer<JsonObject> configuring) throws Exception {
        return new TestGateway(folder, configuring);
    }

    public static TestGateway start(Path folder) throws Exception {
        return start(folder, json -> {});
    }

    private TestGateway(Path folder, Consumer<JsonObject> configuring) throws Exception {
        this.folder = folder;
        this.configuring = configuring;
        var options = Gateway.options()
                .setBlockedThreadCheckInterval(100)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS)
                .setMaxEventLoopExecuteTime(200)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
                .setWarningExceptionTime(200)
                .setWarningExceptionTimeUnit(TimeUnit.MILLISECONDS);
        vertx = new Meters().vertx(options);
        sink = TestDatabase.await(DemoSink.listen(vertx, 0, arrived::add));
        databaseSettings = (DatabaseSettings.External) TestDatabase.fresh();
        settings = read(configuring);
        database = TestDatabase.await(Database.open(vertx, settings.database()));
        accounts = new Accounts(vertx, database.pool(), settings.sasl());
        account(ALICE, PASSWORD, ALICE);
        account("disabled@example.org", PASSWORD, "disabled@example.org");
        await(accounts.setEnabled("disabled@example.org", false));
        gateway = TestDatabase.await(Gateway.start(vertx, settings));
    }

    /**
     * What a configuration says until it is changed: STARTTLS, implicit TLS, a next hop without TLS. The password of the
     * database is in the environment, as {@code DATABASE_PASSWORD}.
     */
    public static JsonObject configuration(String database, int nextHop) {
        var route = new JsonObject()
                .put(
                        "hosts",
                        new JsonArray()
                                .add(new JsonObject().put("host", "127.0.0.1").put("port", nextHop)))
                .put("tls", "none");
        return new JsonObject()
                .put("hostname", HOSTNAME)
                .put("listeners", new JsonArray().add(listener("starttls")).add(listener("implicit")))
                .put(
                        "database",
                        new JsonObject()
                                .put("uri", database)
                                .put("password", new JsonObject().put("env", "DATABASE_PASSWORD")))
                .put(
                        "sasl",
                        new JsonObject()
                                .put("mechanisms", new JsonArray().add("PLAIN").add("LOGIN"))
                                .put("hash", "pbkdf2")
                                .put("hashIterations", 10_000))
                .put("guard", new JsonObject().put("exempt", new JsonArray().add("127.0.0.0/8")))
                .put(
                        "delivery",
                        new JsonObject()
                                .put("duplicates", "0s") // tests send the same again and again
                                .put("routes", new JsonArray().add(route)))
                .put("limits", new JsonObject());
    }

    /** A listener on a free port. */
    public static JsonObject listener(String tls) {
        return new JsonObject().put("host", "127.0.0.1").put("port", 0).put("tls", tls);
    }

    private Settings read(Consumer<JsonObject> change) throws IOException, InvalidConfiguration {
        var json = configuration(databaseSettings.uri(), sink.port());
        change.accept(json);
        var file = folder.resolve("vouchpost.json");
        Files.writeString(file, json.encodePrettily());
        return new ConfigurationFile(
                        file,
                        name -> databaseSettings.password().map(Secret::reveal).orElse(""))
                .read();
    }

    /** Changes the configuration while it runs, beyond what it was started with. */
    public SettingsChange reconfigure(Consumer<JsonObject> change) throws Exception {
        var changed = change(change);
        await(gateway.apply(changed));
        settings = changed.effective();
        return changed;
    }

    /** What such a configuration would change, by its files as they are now. */
    SettingsChange change(Consumer<JsonObject> change) throws Exception {
        return SettingsChange.between(settings, read(configuring.andThen(change)));
    }

    /** Where the next hop is. */
    int nextHop() {
        return sink.port();
    }

    /** STARTTLS, unless configured otherwise. */
    public int port() {
        return port(0);
    }

    /** Implicit TLS, unless configured otherwise. */
    public int tlsPort() {
        return port(1);
    }

    public int port(int listener) {
        return gateway.ports().get(listener);
    }

    /** The self-signed one, in PEM: what clients have to trust. */
    public Path certificate() {
        return settings.tls().selfSignedDirectory().resolve("certificate.pem");
    }

    public Settings settings() {
        return settings;
    }

    public Gateway gateway() {
        return gateway;
    }

    public Vertx vertx() {
        return vertx;
    }

    /** Of its database. */
    public Pool pool() {
        return database.pool();
    }

    public Accounts accounts() {
        return accounts;
    }

    public DeviceCredentials devices() {
        return new DeviceCredentials(vertx, database.pool(), settings.sasl());
    }

    public SecondFactorSetup factors() {
        return new SecondFactorSetup(database.pool(), settings.sasl());
    }

    public UsageSearch usage() {
        return new UsageSearch(database.pool());
    }

    public void account(String name, String password, String... identities) {
        await(accounts.add(name, Secret.ofText(password), List.of(identities), false));
    }

    /** The next message at the next hop; waits for it. */
    public DemoSink.Message arrival() throws Exception {
        var message = arrived.poll(20, TimeUnit.SECONDS);
        if (message == null) {
            throw new TimeoutException("no message came to the next hop");
        }
        return message;
    }

    /** Whether a message is there that nobody has asked for. */
    public boolean hasArrivals() {
        return !arrived.isEmpty();
    }

    /** What the audit log says by now. */
    public List<JsonObject> audit() throws IOException {
        var file = settings.audit().file();
        return Files.exists(file)
                ? Files.readAllLines(file).stream().map(JsonObject::new).toList()
                : List.of();
    }

    /** What is on record under this rule; waits for it. */
    JsonObject refusal(String rule) throws IOException {
        while (true) {
            var found = audit().stream()
                    .filter(event -> rule.equals(event.getString("rule")))
                    .findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            await(vertx.timer(10, TimeUnit.MILLISECONDS));
        }
    }

    public static <T> T await(Future<T> future) {
        return TestDatabase.await(future);
    }

    @Override
    public void close() {
        await(gateway.stop());
        await(database.close());
        await(sink.close());
        await(vertx.close());
        blocked.close();
        assertThat(blocked.offences())
                .as("event loops that were caught blocking")
                .isEmpty();
    }
}
