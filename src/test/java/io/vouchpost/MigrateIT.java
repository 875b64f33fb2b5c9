package io.vouchpost;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.secret.Secret;
import io.vouchpost.verticle.TestGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A rollout as Kubernetes does it, by the jar: the new gateway before the migration, the migration twice, the gateway again. */
@Timeout(240)
class MigrateIT {
    private static final Duration TO_END = Duration.ofSeconds(90);

    private final DatabaseSettings.External database = (DatabaseSettings.External) TestDatabase.fresh();

    @TempDir
    Path folder;

    private Program start(String command) throws Exception {
        return Program.start(
                folder,
                List.of("-Xmx256m"),
                Map.of(
                        "DATABASE_PASSWORD",
                        database.password().map(Secret::reveal).orElseThrow()),
                command,
                "--config",
                "vouchpost.json");
    }

    @Test
    void aGatewayThatLeavesItToTheMigrationStartsAfterIt() throws Exception {
        var configuration = TestGateway.configuration(database.uri(), 1);
        configuration.getJsonObject("database").put("migrate", false);
        Files.writeString(folder.resolve("vouchpost.json"), configuration.encodePrettily());

        try (var tooEarly = start("serve")) {
            var ended = tooEarly.ended(TO_END);
            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err())
                    .contains("Cannot start: The database at 127.0.0.1:", "Run `vouchpost migrate`")
                    .doesNotContain("\tat ", "Exception");
        }
        try (var one = start("migrate");
                var other = start("migrate")) {
            var both = List.of(one.ended(TO_END), other.ended(TO_END));
            assertThat(both)
                    .allSatisfy(
                            ended -> assertThat(ended.code()).as(ended.err()).isZero());
            assertThat(both.stream().map(Program.Ended::out))
                    .allSatisfy(said -> assertThat(said).containsAnyOf("is now at schema", "nothing was to be done"));
        }
        try (var gateway = start("serve")) {
            assertThat(gateway.says("ready")).contains("Vouchpost is ready");
            gateway.signal("TERM");
            gateway.ended(TO_END);
        }
    }
}
