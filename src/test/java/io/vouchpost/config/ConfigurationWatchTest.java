package io.vouchpost.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vouchpost.config.Reload.Changed;
import io.vouchpost.config.Reload.Refused;
import io.vouchpost.config.Reload.Unchanged;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationWatchTest {
    @TempDir
    Path folder;

    final Vertx vertx = Vertx.vertx();
    final BlockingQueue<Reload> told = new LinkedBlockingQueue<>();
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

        assertThat(reload(watch)).isInstanceOf(Unchanged.class);
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
        assertThat(reload(watch)).isInstanceOf(Refused.class);
        assertThat(reload(watch)).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.problems())
                .containsExactly(new Problem("/delivery", "is required")));
        assertThat(told).hasSize(1);

        replace(Workshop.minimal());
        assertThat(reload(watch)).isInstanceOf(Unchanged.class);
        assertThat(told).hasSize(2).last().isInstanceOf(Unchanged.class);
    }

    @Test
    void whatNeedsARestartIsToldOnceAndRevertingItIsSeen() throws Exception {
        var watch = watch(Workshop.minimal());

        replace(Workshop.minimal().put("admin", new JsonObject()));
        assertThat(reload(watch)).isInstanceOfSatisfying(Changed.class, changed -> assertThat(
                        changed.change().afterRestart())
                .containsExactly("admin"));
        assertThat(reload(watch)).isInstanceOf(Unchanged.class);

        replace(Workshop.minimal());
        assertThat(reload(watch)).isInstanceOfSatisfying(Changed.class, changed -> assertThat(
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

        assertThat(reload(watch)).isInstanceOfSatisfying(Changed.class, changed -> assertThat(
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

        assertThat(reload(watch)).isInstanceOfSatisfying(Changed.class, changed -> assertThat(
                        changed.change().live())
                .containsExactly("tls.certificate", "tls.key"));
        assertThat(reload(watch)).isInstanceOf(Unchanged.class);
    }

    private ConfigurationWatch watch(JsonObject document) throws InvalidConfiguration {
        return new ConfigurationWatch(vertx, workshop.configuration(), workshop.read(document), told::add);
    }

    private static Reload reload(ConfigurationWatch watch) throws Exception {
        return watch.reloadNow().await(10, TimeUnit.SECONDS);
    }

    private void replace(JsonObject document) throws Exception {
        var fresh = workshop.write("fresh.json", document.encode());
        Files.move(fresh, workshop.file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
