package io.vouchpost;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.secret.Secret;
import io.vouchpost.verticle.Detour;
import io.vouchpost.verticle.TestGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} before its database is there, as after a power failure. */
@Timeout(180)
class LateDatabaseIT {
    private static final int TERMINATED = 128 + 15;

    private final DatabaseSettings.External database = (DatabaseSettings.External) TestDatabase.fresh();
    private final Detour detour = new Detour(Integer.parseInt(database.uri().replaceFirst(".*:([0-9]+)/.*", "$1")));

    @TempDir
    Path folder;

    @BeforeEach
    void away() throws Exception {
        detour.cut();
        var uri = detour.through(database.uri());
        Files.writeString(
                folder.resolve("vouchpost.json"),
                TestGateway.configuration(uri, 1).encodePrettily());
    }

    @AfterEach
    void close() {
        detour.close();
    }

    private Program serve() throws Exception {
        var password = database.password().map(Secret::reveal).orElseThrow();
        var gateway = Program.start(
                folder,
                List.of("-Xmx256m"),
                Map.of("DATABASE_PASSWORD", password),
                "serve",
                "--config",
                "vouchpost.json");
        gateway.logs("waiting for the database at 127.0.0.1:" + detour.port());
        return gateway;
    }

    @Test
    void itWaits() throws Exception {
        try (var gateway = serve()) {
            detour.reopen();
            assertThat(gateway.says("ready")).contains("Vouchpost is ready");
            assertThat(gateway.err()).contains("the database answers").doesNotContain("ERROR", "\tat ");
        }
    }

    /** {@code systemctl reload} during a start; Java by itself would end the process. */
    @Test
    void aHangUpMeanwhileDoesNotEndIt() throws Exception {
        try (var gateway = serve()) {
            gateway.signal("HUP");
            detour.reopen();
            assertThat(gateway.says("ready")).contains("Vouchpost is ready");
            gateway.logs("configuration as it runs");
        }
    }

    @Test
    void itEndsMeanwhileWhenItIsTold() throws Exception {
        try (var gateway = serve()) {
            gateway.signal("TERM");
            var ended = gateway.ended(Duration.ofSeconds(20));
            assertThat(ended.code()).isEqualTo(TERMINATED);
            assertThat(ended.err()).doesNotContain("ERROR", "\tat ");
        }
    }
}
