package io.vouchpost.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import io.vouchpost.config.AuditExample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AuditFileTest {
    private static final String STRANGE = "\r\n\"\\\0\u001b[2J\u0085\u2028\u202e\ud83d\ude00 \ud800 {\"a\":1}";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("audit.log");
    }

    private Trail open(long rotateBytes, int keep) {
        return new Trail(
                Pseudonyms.none(),
                List.of(new AuditFile(AuditExample.file(file, rotateBytes, keep), Clock.systemUTC())));
    }

    private static List<JsonObject> read(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(JsonObject::new).toList();
    }

    @Test
    void everyEventIsOneLineOfJsonWhateverStandsInIt() throws IOException {
        try (var log = open(1 << 20, 3)) {
            log.record(Events.refused("S1-1", STRANGE));
            log.record(Events.login());
        }
        var events = read(file);
        assertThat(events).hasSize(2);
        assertThat(events.get(0).getString("seen")).isEqualTo(STRANGE.replace('\ud800', '?'));
        assertThat(Files.readString(file)).endsWith("}\n");
    }

    @Test
    void closingWritesWhatIsQueuedInOrder() throws IOException {
        try (var log = open(1 << 30, 3)) {
            IntStream.range(0, 5000).forEach(i -> log.record(Events.submission("S1-" + i)));
            assertThat(log.dropped()).isZero();
        }
        assertThat(read(file).stream().map(event -> event.getString("message")))
                .isEqualTo(IntStream.range(0, 5000).mapToObj(i -> "S1-" + i).toList());
    }

    @Test
    void whatFindsNoRoomIsDroppedAndCountedAndNobodyWaits() throws IOException {
        var recorded = new AtomicInteger();
        try (var log = open(1 << 30, 3)) {
            while (log.dropped() < 100) {
                log.record(Events.refused("S1-" + recorded.incrementAndGet(), "x".repeat(2000)));
            }
            assertThat(log.dropped()).isLessThan(recorded.get());
            recorded.addAndGet((int) -log.dropped());
        }
        assertThat(read(file)).hasSize(recorded.get());
    }

    @Test
    void aFileOfTheSizeIsSetAsideAndSoManyAreKept() throws IOException {
        for (int run = 1; run <= 4; run++) {
            try (var log = open(10, 2)) { // each run finds a file that is full
                log.record(Events.submission("RUN-" + run));
            }
        }
        assertThat(read(file).get(0).getString("message")).isEqualTo("RUN-4");
        assertThat(read(folder.resolve("audit.log.1")).get(0).getString("message"))
                .isEqualTo("RUN-3");
        assertThat(read(folder.resolve("audit.log.2")).get(0).getString("message"))
                .isEqualTo("RUN-2");
        assertThat(folder.resolve("audit.log.3")).doesNotExist();
    }

    /** Logback by itself keeps twenty at most. */
    @Test
    void manyAreKeptWhereManyAreAskedFor() {
        for (int run = 1; run <= 26; run++) {
            try (var log = open(10, 24)) {
                log.record(Events.submission("RUN-" + run));
            }
        }
        assertThat(folder.resolve("audit.log.24")).exists();
        assertThat(folder.resolve("audit.log.25")).doesNotExist();
    }

    @Test
    void aFileThatCannotBeWrittenIsFoundAtOnce() throws IOException {
        Files.createDirectory(file);
        assertThatThrownBy(() -> open(1000, 1)).hasMessageContaining("audit.log");
    }
}
