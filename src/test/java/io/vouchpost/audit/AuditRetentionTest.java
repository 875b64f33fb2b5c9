package io.vouchpost.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import io.vouchpost.TurnedClock;
import io.vouchpost.config.AuditSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How long events stay in the files, by a clock that the test turns; the files' own times are set to what it says. */
class AuditRetentionTest {
    @TempDir
    Path folder;

    private final TurnedClock clock = new TurnedClock();
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("audit.jsonl");
        clock.advance(Duration.ofHours(12));
    }

    private AuditFile open(int keep, Duration retention) {
        return new AuditFile(
                new AuditSettings(file, 1 << 20, keep, retention, Optional.empty(), Optional.empty(), Optional.empty()),
                clock);
    }

    private void write(AuditFile log, String message) throws IOException {
        log.write(List.of(new Entry(new UUID(0, 0), clock.instant(), EventJson.encode(Events.submission(message)))));
        written(file, clock.instant());
    }

    private static void written(Path file, Instant time) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(time));
    }

    private static String message(Path file) throws IOException {
        return new JsonObject(Files.readAllLines(file).get(0)).getString("message");
    }

    @Test
    void withARetentionTheFileIsSetAsideWithTheDayAndRemovedWhenItsTimeHasCome() throws IOException {
        var log = open(10, Duration.ofDays(2));
        write(log, "DAY-1");
        clock.advance(Duration.ofHours(11));
        write(log, "DAY-1");
        clock.advance(Duration.ofHours(2)); // 01:00 of the next day
        write(log, "DAY-2");
        assertThat(message(file)).isEqualTo("DAY-2");
        assertThat(message(folder.resolve("audit.jsonl.1"))).isEqualTo("DAY-1");
        clock.advance(Duration.ofHours(45)); // the last of the first day is 47 hours old
        log.tidy();
        assertThat(folder.resolve("audit.jsonl.2"))
                .as("set aside where nothing happens, too")
                .exists();
        clock.advance(Duration.ofHours(2));
        log.tidy();
        assertThat(folder.resolve("audit.jsonl.2")).doesNotExist();
        assertThat(message(folder.resolve("audit.jsonl.1"))).isEqualTo("DAY-2");
        log.close();
    }

    @Test
    void aRestartKeepsTheRules() throws IOException {
        var before = open(10, Duration.ofDays(2));
        write(before, "DAY-1");
        before.close();
        clock.advance(Duration.ofDays(1));
        var after = open(10, Duration.ofDays(2));
        write(after, "DAY-2");
        after.close();
        assertThat(message(file)).isEqualTo("DAY-2");
        assertThat(message(folder.resolve("audit.jsonl.1"))).isEqualTo("DAY-1");
    }

    @Test
    void withoutARetentionOnlyTheSizeCounts() throws IOException {
        var log = open(10, Duration.ZERO);
        write(log, "DAY-1");
        clock.advance(Duration.ofDays(1000));
        write(log, "DAY-1000");
        log.tidy();
        log.close();
        assertThat(Files.readAllLines(file)).hasSize(2);
        assertThat(folder.resolve("audit.jsonl.1")).doesNotExist();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aDiskThatIsFullIsNoticed() {
        file = Path.of("/dev/full");
        var log = open(10, Duration.ZERO);
        var one = List.of(new Entry(new UUID(0, 0), clock.instant(), EventJson.encode(Events.login())));
        assertThatThrownBy(() -> log.write(one)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> log.write(one)).as("tried again").isInstanceOf(IOException.class);
        log.close();
    }

    @Test
    void whatIsBeyondKeepIsRemovedAndNothingElseIs() throws IOException {
        for (var name :
                List.of("audit.jsonl.1", "audit.jsonl.2", "audit.jsonl.3", "audit.jsonl.bak", "audit.jsonl.01")) {
            Files.writeString(folder.resolve(name), "{}\n");
        }
        var log = open(1, Duration.ZERO);
        log.tidy();
        log.close();
        try (var left = Files.list(folder)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("audit.jsonl", "audit.jsonl.1", "audit.jsonl.bak", "audit.jsonl.01");
        }
    }
}
