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

    /** Keys of one object may be as different as these; and some are kept elsewhere in the records than in the file. */
    @Test
    void eachKeyIsJudgedByItself() throws Exception {
        var workshop = new Workshop(folder);
        var before = workshop.read(Workshop.minimal().put("admin", new JsonObject()));
        var document = Workshop.minimal()
                .put("admin", new JsonObject().put("port", 1).put("token", "a token for operators"))
                .put("sasl", new JsonObject().put("hashQueue", 1).put("verifierKey", "A".repeat(43) + "="));
        document.getJsonObject("delivery")
                .put("spool", new JsonObject().put("bytes", 2_000_000).put("lease", "2m"));
        var after = workshop.read(document);

        var change = SettingsChange.between(before, after);

        assertThat(change.live()).containsExactly("admin.token", "delivery.spool.bytes", "sasl.verifierKey");
        assertThat(change.afterRestart()).containsExactly("admin.port", "delivery.spool.lease", "sasl.hashQueue");
        assertThat(change.effective().admin()).hasValueSatisfying(admin -> {
            assertThat(admin.port()).isEqualTo(9587);
            assertThat(admin.token()).isPresent();
        });
        assertThat(change.effective().sasl().hash()).isEqualTo(before.sasl().hash());
        assertThat(change.effective().sasl().verifiers().key()).isPresent();
    }

    private Settings limits(Workshop workshop, Object... keysAndValues) throws Exception {
        var limits = new JsonObject();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            limits.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return workshop.read(Workshop.minimal().put("limits", limits));
    }

    /** Both files are sound; new keys beside old ones would not be. */
    @Test
    void aLimitThatWhatRunsHasNoRoomForWaitsForTheRestartToo() throws Exception {
        var workshop = new Workshop(folder);
        var before = limits(workshop, "messageBytes", 10_000_000, "diskBytes", 100_000_000L);
        var after = limits(workshop, "messageBytes", 500_000_000, "diskBytes", 1_000_000_000L, "recipients", 7);

        var change = SettingsChange.between(before, after);

        assertThat(change.live()).containsExactly("limits.recipients");
        assertThat(change.afterRestart()).containsExactly("limits.diskBytes", "limits.messageBytes");
        assertThat(change.effective().limits().messageBytes()).isEqualTo(10_000_000);
        assertThat(change.effective().limits().recipients()).isEqualTo(7);
    }

    @Test
    void soDoesWhatHasNoRoomInThatOne() throws Exception {
        var workshop = new Workshop(folder);
        var before = limits(workshop, "messageBytes", 1_000_000, "diskBytes", 2_000_000, "headerBytes", 65_536);
        var after = limits(workshop, "messageBytes", 9_000_000, "diskBytes", 10_000_000, "headerBytes", 1_048_576);

        var change = SettingsChange.between(before, after);

        assertThat(change.live()).isEmpty();
        assertThat(change.afterRestart())
                .containsExactly("limits.diskBytes", "limits.headerBytes", "limits.messageBytes");
        assertThat(change.effective()).isEqualTo(before);
    }

    @Test
    void theSameGoesForMemory() throws Exception {
        var workshop = new Workshop(folder);
        var before = limits(workshop, "memoryPerMessage", 65_536, "memoryBytes", 16_777_216);
        var after = limits(workshop, "memoryPerMessage", 33_554_432, "memoryBytes", 67_108_864);

        var change = SettingsChange.between(before, after);

        assertThat(change.live()).isEmpty();
        assertThat(change.afterRestart()).containsExactly("limits.memoryBytes", "limits.memoryPerMessage");
    }

    @Test
    void aLimitThatWhatRunsHasRoomForAppliesBesideOneThatDoesNot() throws Exception {
        var workshop = new Workshop(folder);
        var before = limits(workshop, "messageBytes", 50_000_000, "diskBytes", 100_000_000L);
        var after = limits(workshop, "messageBytes", 10_000_000, "diskBytes", 10_000_000L);

        var change = SettingsChange.between(before, after);

        assertThat(change.live()).containsExactly("limits.messageBytes");
        assertThat(change.afterRestart()).containsExactly("limits.diskBytes");
        assertThat(change.effective().limits().messageBytes()).isEqualTo(10_000_000);
        assertThat(change.effective().limits().diskBytes()).isEqualTo(100_000_000);
    }

    /** Where a component had no key, its change would be nobody's. */
    @Test
    void eachPartOfTheSettingsHasItsKeyInTheSchema() throws Exception {
        var settings = new Workshop(folder).read(Workshop.minimal());
        var root = KeyPlace.ofTheFile();

        assertThat(root.describes(settings)).isTrue();
        assertThat(Settings.class.getRecordComponents()).allSatisfy(part -> {
            var place = root.of(part).orElseThrow();
            var value = part.getAccessor().invoke(settings);
            assertThat(value instanceof Record && !(value instanceof DatabaseSettings))
                    .as("looked at key by key: %s", part.getName())
                    .isEqualTo(place.describes(value));
        });
        assertThat(root.property("sasl").orElseThrow().describes(settings.sasl().verifiers()))
                .isTrue();
    }
}
