package io.vouchpost.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus itself makes of the alerts: that it reads them, and when they speak and when not. */
@Timeout(60)
class AlertsIT {
    private static final Path RULES = Path.of("k8s/prometheus/vouchpost-rules.yml");
    private static final Path SCENES = Path.of("src/test/resources/alerts/rules-test.yml");

    @TempDir
    Path folder;

    @BeforeEach
    void needed() {
        Installed.require("promtool", "prometheus");
    }

    private Report promtool(String... words) throws Exception {
        var command = Stream.concat(Stream.of("promtool"), Stream.of(words)).toArray(String[]::new);
        return Program.in(folder, command).run();
    }

    @Test
    void theyAreRead() throws Exception {
        var said = promtool("check", "rules", RULES.toAbsolutePath().toString());
        assertThat(said.succeeded()).as(said.said()).isTrue();
    }

    @Test
    void theySpeakWhenTheyShouldAndOnlyThen() throws Exception {
        var said = promtool("test", "rules", SCENES.toAbsolutePath().toString());
        assertThat(said.succeeded()).as(said.said()).isTrue();
    }

    @Test
    void anAlertThatIsWrongWouldBeSeen() throws Exception {
        Files.writeString(
                folder.resolve("rules.yml"),
                Files.readString(RULES).replace("vouchpost_next_hop_up", "vouchpost_next_hop"));
        var scenes = Files.writeString(
                folder.resolve("scenes.yml"),
                Files.readString(SCENES).replaceFirst("rule_files: .*", "rule_files: [rules.yml]"));
        assertThat(promtool("test", "rules", scenes.toString()).succeeded()).isFalse();
    }
}
