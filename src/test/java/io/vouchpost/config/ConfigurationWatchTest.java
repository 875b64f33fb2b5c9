package io.vouchpost.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vouchpost.config.Reload.Changed;
import io.vouchpost.config.Reload.Refused;
import io.vouchpost.config.Reload.Unchanged;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationWatchTest {
    @TempDir
    Path folder;

    final Vertx vertx = Vertx.vertx();
    final BlockingQueue<Reload> told = new LinkedBlockingQueue<>();
    final BlockingQueue<SettingsChange> tried = new LinkedBlockingQueue<>();
    volatile List<Problem> objections = List.of();
    volatile Future<Void> slowness = Future.succeededFuture();
    Workshop workshop;

    @BeforeEach
    void setUp() {
        workshop = new Workshop(folder);
    }

    @AfterEach
    void tearDown() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void aFileThatStaysTheSameIsNoNews() throws Exception {
        var watch = watch(Workshop.minimal());

        assertThat(look(watch)).isInstanceOf(Unchanged.class);
        assertThat(told).isEmpty();
    }

    @Test
    void theTimerSeesANewFile() throws Exception {
        var watch = watch(Workshop.minimal());
        watch.start(Duration.ofMillis(20));

        replace(Workshop.minimal().put("limits", new JsonObject().put("recipients", 7)));

        assertThat(told.poll(10, TimeUnit.SECONDS)).isInstanceOfSatisfying(Changed.class, changed -> {
            assertThat(changed.change().live()).containsExactly("limits.recipients");
            assertThat(changed.change().effective().limits().recipients()).isEqualTo(7);
        });
        watch.stop();
    }

    @Test
    void aFileThatIsWrongIsToldOnceAndWhatRunsStays() throws Exception {
        var watch = watch(Workshop.minimal());

        replace(new JsonObject().put("hostname", "submit.example.org"));
        assertThat(look(watch)).isInstanceOf(Refused.class);
        assertThat(look(watch)).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.problems())
                .containsExactly(new Problem("/delivery", "is required")));
        assertThat(told).hasSize(1);

        replace(Workshop.minimal());
        assertThat(look(watch)).isInstanceOf(Unchanged.class);
        assertThat(told).hasSize(2).last().isInstanceOf(Unchanged.class);
    }

    @Test
    void whatNeedsARestartIsToldOnceAndRevertingItIsSeen() throws Exception {
        var watch = watch(Workshop.minimal());

        replace(Workshop.minimal().put("admin", new JsonObject()));
        assertThat(look(watch)).isInstanceOfSatisfying(Changed.class, changed -> assertThat(
                        changed.change().afterRestart())
                .containsExactly("admin"));
        assertThat(look(watch)).isInstanceOf(Unchanged.class);

        replace(Workshop.minimal());
        assertThat(look(watch)).isInstanceOfSatisfying(Changed.class, changed -> assertThat(
                        changed.change().isEmpty())
                .isTrue());
    }

    @Test
    void aSecretThatChangesInItsOwnFileIsSeen() throws Exception {
        workshop.write("password", "old");
        var document = Workshop.minimal();
        document.getJsonObject("delivery")
                .getJsonArray("routes")
                .getJsonObject(0)
                .put(
                        "auth",
                        new JsonObject()
                                .put("username", "u")
                                .put("password", new JsonObject().put("file", "password")));
        var watch = watch(document);

        workshop.write("password", "new");

        assertThat(look(watch)).isInstanceOfSatisfying(Changed.class, changed -> assertThat(
                        changed.change().live())
                .containsExactly("delivery.routes"));
    }

    /** A mounted Secret: tls.pem -> ..data/tls.pem, ..data -> ..2026_1; an update swaps ..data in one step. */
    @Test
    void certificatesSwappedAsKubernetesDoesAreSeen() throws Exception {
        workshop.certificate("..2026_1/tls");
        workshop.certificate("..2026_2/tls");
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_1"));
        Files.createSymbolicLink(folder.resolve("tls.pem"), Path.of("..data/tls.pem"));
        Files.createSymbolicLink(folder.resolve("tls.key"), Path.of("..data/tls.key"));
        var watch = watch(Workshop.minimal()
                .put("tls", new JsonObject().put("certificate", "tls.pem").put("key", "tls.key")));

        Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..2026_2"));
        Files.move(folder.resolve("..data_tmp"), folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

        assertThat(look(watch)).isInstanceOfSatisfying(Changed.class, changed -> assertThat(
                        changed.change().live())
                .containsExactly("tls.certificate", "tls.key"));
        assertThat(look(watch)).isInstanceOf(Unchanged.class);
    }

    /** Such a database ends with when it was made. */
    @Test
    void aGeoipFileWithAnotherEndIsSeen() throws Exception {
        var same = "tree and data, ".repeat(100_000);
        workshop.write("geoip.mmdb", same + "made in October ");
        var watch = watch(Workshop.minimal()
                .put("guard", new JsonObject().put("breaker", new JsonObject().put("geoip", "geoip.mmdb"))));

        assertThat(look(watch)).isInstanceOf(Unchanged.class);
        workshop.write("geoip.mmdb", same + "made in November");

        assertThat(look(watch)).isInstanceOfSatisfying(Changed.class, changed -> assertThat(
                        changed.change().live())
                .containsExactly("guard.breaker.geoip"));
    }

    @Test
    void whoAsksIsToldThoughItIsNoNews() throws Exception {
        var watch = watch(Workshop.minimal());

        watch.reloadNow().await(10, TimeUnit.SECONDS);

        assertThat(told).containsExactly(new Unchanged());
    }

    /** A gateway that ends is not changed any more, whoever sends SIGHUP. */
    @Test
    void afterTheEndAllStaysAsItIs() throws Exception {
        var watch = watch(Workshop.minimal());
        replace(limits("recipients", 7));
        watch.stop();

        assertThat(watch.reloadNow().await(10, TimeUnit.SECONDS)).isEqualTo(new Unchanged());

        assertThat(told).isEmpty();
        assertThat(tried).isEmpty();
    }

    @Test
    void whatCannotBePutInForceIsTriedAgainAndSaidOnce() throws Exception {
        var watch = watch(Workshop.minimal());
        var objection = new Problem("/tls", "cannot be used");
        objections = List.of(objection);
        replace(limits("recipients", 7));

        assertThat(look(watch)).isEqualTo(new Refused(List.of(objection)));
        assertThat(look(watch)).isEqualTo(new Refused(List.of(objection)));
        assertThat(told).hasSize(1);
        assertThat(tried).as("each time").hasSize(2);

        objections = List.of();
        assertThat(look(watch)).isInstanceOfSatisfying(Changed.class, changed -> assertThat(
                        changed.change().live())
                .containsExactly("limits.recipients"));
    }

    /** Nothing of the refused one is taken to be in force: what follows is compared with what ran before it. */
    @Test
    void whatCouldNotBePutInForceIsNotTakenToBe() throws Exception {
        var watch = watch(Workshop.minimal());
        objections = List.of(new Problem("", "out of order"));
        replace(limits("recipients", 7));
        look(watch);

        objections = List.of();
        replace(limits("errors", 5));

        assertThat(look(watch)).isInstanceOfSatisfying(Changed.class, changed -> {
            assertThat(changed.change().live()).containsExactly("limits.errors");
            assertThat(changed.change().effective().limits().recipients()).isEqualTo(100);
        });
        objections = List.of(new Problem("", "out of order"));
        replace(limits("recipients", 7));
        look(watch);
        replace(limits("errors", 5));
        assertThat(look(watch)).as("back to what runs").isInstanceOf(Unchanged.class);
        assertThat(told).last().isInstanceOf(Unchanged.class);
    }

    @Test
    void aSecondChangeWaitsForTheFirst() throws Exception {
        var watch = watch(Workshop.minimal());
        var busy = Promise.<Void>promise();
        slowness = busy.future();
        replace(limits("recipients", 7));
        var first = watch.look();
        assertThat(tried.poll(10, TimeUnit.SECONDS)).isNotNull();

        replace(limits("recipients", 8));
        var second = watch.reloadNow();
        assertThat(second.isComplete()).isFalse();
        assertThat(tried).as("not before the first is in force").isEmpty();
        busy.complete();

        first.await(10, TimeUnit.SECONDS);
        second.await(10, TimeUnit.SECONDS);
        assertThat(told.stream()
                        .map(it -> ((Changed) it).change().effective().limits().recipients()))
                .containsExactly(7, 8);
    }

    @Test
    void aKeyThatNeedsARestartIsNoneToBePutInForce() throws Exception {
        var watch = watch(Workshop.minimal());
        objections = List.of(new Problem("", "never asked"));

        replace(Workshop.minimal()
                .put("hostname", "other.example.org")
                .put("sasl", new JsonObject().put("realm", "submit.example.org")));

        assertThat(look(watch)).isInstanceOfSatisfying(Changed.class, changed -> assertThat(
                        changed.change().afterRestart())
                .containsExactly("hostname"));
        assertThat(tried).isEmpty();
    }

    /** A configuration that names each of them, and what has changed when one has other content. */
    @ParameterizedTest
    @CsvSource({
        "ca.pem, tls.clientAuthorities",
        "hop.pem, delivery.routes",
        "dkim.pem, delivery.dkim",
        "jwks.json, sasl.oauth.keys",
        "client, sasl.oauth.introspection.clientSecret",
        "verifier, sasl.verifierKey",
        "previous, sasl.previousVerifierKey",
        "token, admin.token"
    })
    void newContentUnderTheSamePathIsSeen(String name, String key) throws Exception {
        for (var pem : List.of("ca", "hop", "other")) {
            workshop.certificate(pem);
        }
        workshop.write("dkim.pem", signingKey());
        workshop.write("jwks.json", "{\"keys\": []}");
        workshop.write("verifier", base64("one key"));
        workshop.write("previous", base64("two key"));
        workshop.write("client", "secret");
        workshop.write("token", "a token for operators");
        var watch = watch(new JsonObject("""
                {"hostname": "submit.example.org",
                 "tls": {"clientAuthorities": "ca.pem"},
                 "admin": {"token": {"file": "token"}},
                 "sasl": {
                   "verifierKey": {"file": "verifier"}, "previousVerifierKey": {"file": "previous"},
                   "oauth": {
                     "issuer": "https://issuer.example", "audience": "vouchpost", "keys": {"file": "jwks.json"},
                     "introspection": {"url": "https://issuer.example/", "clientId": "us", "clientSecret": {"file": "client"}}}},
                 "delivery": {
                   "dkim": [{"domain": "example.org", "selector": "s", "key": "dkim.pem"}],
                   "routes": [{"hosts": [{"host": "127.0.0.1"}], "authorities": "hop.pem"}]}}"""));
        var others = Map.of(
                "dkim.pem", signingKey(),
                "jwks.json", "{\"keys\": [{}]}",
                "verifier", base64("new key"),
                "previous", base64("old key"));
        workshop.write(
                name,
                name.endsWith(".pem") && !name.startsWith("dkim")
                        ? Files.readString(folder.resolve("other.pem"))
                        : others.getOrDefault(name, "something else, long enough"));

        assertThat(look(watch)).isInstanceOfSatisfying(Changed.class, changed -> {
            assertThat(changed.change().live()).containsExactly(key);
            assertThat(changed.change().afterRestart()).isEmpty();
        });
    }

    private static String signingKey() {
        return Workshop.pem(
                "PRIVATE KEY", Workshop.keyPair("RSA", 1024).getPrivate().getEncoded());
    }

    private static String base64(String start) {
        return Base64.getEncoder().encodeToString(Arrays.copyOf(start.getBytes(StandardCharsets.US_ASCII), 32));
    }

    private static JsonObject limits(String key, int number) {
        return Workshop.minimal().put("limits", new JsonObject().put(key, number));
    }

    private Future<Void> apply(SettingsChange change) {
        tried.add(change);
        var objected = objections;
        return slowness.compose(
                ready -> objected.isEmpty() ? Future.succeededFuture() : Future.failedFuture(new NotApplied(objected)));
    }

    private ConfigurationWatch watch(JsonObject document) throws InvalidConfiguration {
        return new ConfigurationWatch(vertx, workshop.configuration(), workshop.read(document), this::apply, told::add);
    }

    private static Reload look(ConfigurationWatch watch) throws Exception {
        return watch.look().await(10, TimeUnit.SECONDS);
    }

    private void replace(JsonObject document) throws Exception {
        var fresh = workshop.write("fresh.json", document.encode());
        Files.move(fresh, workshop.file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
