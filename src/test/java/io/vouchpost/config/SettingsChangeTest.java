package io.vouchpost.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsChangeTest {
    @TempDir
    Path folder;

    @Test
    void theSameSettingsDoNotDiffer() throws Exception {
        var workshop = new Workshop(folder);

        var change = SettingsChange.between(workshop.read(Workshop.minimal()), workshop.read(Workshop.minimal()));

        assertThat(change.isEmpty()).isTrue();
    }

    @Test
    void whatNeedsARestartKeepsItsValueAndTheRestApplies() throws Exception {
        var workshop = new Workshop(folder);
        var before = workshop.read(Workshop.minimal());
        var after = workshop.read(Workshop.minimal()
                .put("listeners", new JsonArray().add(new JsonObject().put("port", 2587)))
                .put("database", new JsonObject().put("uri", "postgresql://db/v"))
                .put("limits", new JsonObject().put("recipients", 7).put("directory", "elsewhere"))
                .put("admin", new JsonObject())
                .put("tls", new JsonObject().put("minimumVersion", "TLSv1.3").put("engine", "jdk")));

        var change = SettingsChange.between(before, after);

        assertThat(change.live()).containsExactly("limits.recipients", "tls.minimumVersion");
        assertThat(change.afterRestart())
                .containsExactly("admin", "database", "limits.directory", "listeners", "tls.engine");
        assertThat(change.effective().limits().recipients()).isEqualTo(7);
        assertThat(change.effective().limits().directory())
                .isEqualTo(before.limits().directory());
        assertThat(change.effective().listeners()).isEqualTo(before.listeners());
        assertThat(change.effective().database()).isEqualTo(before.database());
        assertThat(change.effective().tls().minimumVersion()).isEqualTo("TLSv1.3");
    }
}
