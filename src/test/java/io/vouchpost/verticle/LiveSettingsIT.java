package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.config.NotApplied;
import io.vouchpost.config.Problem;
import io.vouchpost.config.SchemaKeys;
import io.vouchpost.config.Workshop;
import io.vouchpost.dkim.KeyFiles;
import io.vouchpost.guard.GeoipFile;
import io.vouchpost.oauth.TestIssuer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each setting that the schema calls live is in force after a reload, at one gateway that runs all the time. */
@Timeout(60)
class LiveSettingsIT {
    private static final String TOKEN = "the first token for operators";

    @TempDir
    static Path folder;

    private static Vertx vertx;
    private static List<LiveCase> cases;
    private static TestGateway gateway;
    private static ServerSocket silent;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        var sasl = new LiveSasl();
        var database = new LiveDatabase();
        var oauth = new LiveOauth(folder.resolve("oauth"), new TestIssuer(vertx));
        var configuration = LiveSasl.configuration()
                .andThen(oauth.configuration())
                .andThen(database.configuration())
                .andThen(LiveCase.put("admin", new JsonObject().put("port", 0).put("token", TOKEN)))
                .andThen(LiveCase.put("guard.tarpit", "0s"));
        cases = new ArrayList<>();
        cases.addAll(new LiveTls(folder.resolve("tls")).cases());
        cases.addAll(sasl.cases());
        cases.addAll(oauth.cases());
        cases.addAll(database.cases());
        cases.addAll(LiveLimits.cases());
        cases.addAll(LiveMail.policy());
        cases.addAll(LiveMail.delivery(folder, silent));
        var neighbour = new Neighbour(vertx);
        cases.addAll(new LiveSpool(neighbour).cases());
        cases.addAll(LiveGuard.cases());
        cases.addAll(new LiveBreaker(neighbour, folder).cases());
        cases.add(LiveCase.of("admin.token", "the second token for operators", LiveSettingsIT::asked, "404", "401"));
        cases.add(LiveCase.of(
                "admin.notice", "3s", open -> open.gateway().notice().toString(), "PT0S", "PT3S"));
        gateway = TestGateway.start(folder, configuration);
        sasl.prepare(gateway);
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        silent.close();
        TestGateway.await(vertx.close());
    }

    @AfterEach
    void restore() throws Exception {
        gateway.reconfigure(json -> {});
    }

    private static String asked(TestGateway gateway) throws Exception {
        int port = gateway.gateway().adminPort().orElseThrow();
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/no-such-question"))
                .header("Authorization", "Bearer " + TOKEN)
                .build();
        return Integer.toString(HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode());
    }

    static Stream<String> keys() {
        return SchemaKeys.live().stream();
    }

    /** One within an object that is replaced as a whole is shown by that object. */
    private static LiveCase caseOf(String key) {
        return cases.stream()
                .filter(it -> it.key().equals(key) || (isReplacedWhole(it.key()) && key.startsWith(it.key() + ".")))
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        key + " is live by the schema: show here that it is, or call it \"restart\" there"));
    }

    private static boolean isReplacedWhole(String key) {
        return List.of("guard.breaker.velocity", "guard.breaker.bounces").contains(key);
    }

    @ParameterizedTest
    @MethodSource("keys")
    void isInForceAtOnce(String key) throws Exception {
        var example = caseOf(key);
        gateway.reconfigure(example.before());
        if (example.seenBefore().isPresent()) {
            assertThat(example.see().of(gateway))
                    .as("before")
                    .isEqualTo(example.seenBefore().get());
        }
        var change = gateway.reconfigure(example.before().andThen(example.change()));
        var reported = key.startsWith("delivery.retry") ? "delivery.routes" : example.key(); // the schedule of a route
        assertThat(change.live()).contains(reported);
        assertThat(change.afterRestart()).isEmpty();
        assertThat(example.see().of(gateway)).as("after").isEqualTo(example.seenAfter());
    }

    /** The files are sound when they are read, and broken when they are loaded. */
    @Test
    void ofAChangeThatCannotBeWholeNothingIsInForce() throws Exception {
        new Workshop(folder).certificate("whole");
        var key = new KeyFiles(folder).rsa("example.org", "summer", 2048).file();
        var sound = Files.readString(key);
        var countries = new GeoipFile().put("198.18.0.0/15", "DE").writeTo(folder.resolve("countries.mmdb"));
        var signing = new JsonObject()
                .put("domain", "example.org")
                .put("selector", "summer")
                .put("key", key.toString());
        var changing = LiveCase.put(
                        "tls.certificate", folder.resolve("whole.pem").toString())
                .andThen(LiveCase.put("tls.key", folder.resolve("whole.key").toString()))
                .andThen(LiveCase.put("limits.messageBytes", 500_000))
                .andThen(LiveCase.put("delivery.dkim", new JsonArray().add(signing)))
                .andThen(LiveCase.put("guard.breaker", new JsonObject().put("geoip", countries.toString())));
        var change = gateway.change(changing);
        Files.writeString(key, "half of a k");
        Files.writeString(countries, "nothing");

        var refused = gateway.gateway().apply(change);

        assertThatThrownBy(() -> TestGateway.await(refused)).isNotNull();
        assertThat(refused.cause()).isInstanceOfSatisfying(NotApplied.class, it -> assertThat(it.problems())
                .extracting(Problem::pointer)
                .containsExactlyInAnyOrder("/delivery/dkim", "/guard/breaker/geoip"));
        assertThat(certificate()).isEqualTo("CN=submit.example.org");
        assertThat(LiveSasl.ehlo(gateway)).contains("SIZE 36700160");

        Files.writeString(key, sound);
        new GeoipFile().put("198.18.0.0/15", "DE").writeTo(countries);
        gateway.reconfigure(changing);
        assertThat(certificate()).isEqualTo("CN=whole");
        assertThat(LiveSasl.ehlo(gateway)).contains("SIZE 500000");
    }

    @Test
    void aPasswordThatTheDatabaseRefusesIsNotInForce() throws Exception {
        var refused = gateway.gateway().apply(gateway.change(LiveCase.put("database.password", "nobody's")));

        assertThatThrownBy(() -> TestGateway.await(refused)).isNotNull();
        assertThat(refused.cause()).isInstanceOfSatisfying(NotApplied.class, it -> assertThat(it.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.pointer()).isEqualTo("/database/password")));
    }

    private static String certificate() throws Exception {
        try (var client = SocketClient.tls(gateway.tlsPort())) {
            return client.certificate().getSubjectX500Principal().toString();
        }
    }

    @Test
    void whatNeedsARestartSaysSo() throws Exception {
        var json = new JsonObject()
                .put("hostname", "other.example.org")
                .put("listeners", new JsonArray().add(new JsonObject().put("port", 2587)))
                .put("audit", new JsonObject().put("keep", 3));
        var change = gateway.reconfigure(all -> all.mergeIn(json));
        assertThat(change.live()).isEmpty();
        assertThat(change.afterRestart()).containsExactly("audit.keep", "hostname", "listeners", "sasl.realm");
        assertThat(SchemaKeys.afterRestart())
                .contains("hostname", "listeners", "audit.keep", "sasl.hash", "delivery.spool.lease")
                .doesNotContainAnyElementsOf(SchemaKeys.live());
    }
}
