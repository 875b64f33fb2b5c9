package io.vouchpost.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is left out is left out, all else stays, however the content is cut, and under back-pressure. */
class TrimmedContentTest {
    private static Vertx vertx;
    private static ContentStore inMemory;
    private static ContentStore inFiles;

    @BeforeAll
    static void open(@TempDir Path directory) {
        vertx = Vertx.vertx();
        inMemory = StoreRun.start(vertx, StoreRun.limits(directory, 1 << 28, 1 << 20, 1 << 28));
        inFiles = StoreRun.start(vertx, StoreRun.limits(directory, 1 << 28, 0, 1 << 28));
    }

    @AfterAll
    static void close() {
        StoreRun.await(vertx.close());
    }

    private static String without(ContentStore store, List<Buffer> pieces, List<Range> ranges) {
        return StoreRun.onLoop(vertx, () -> StoreRun.store(store, pieces)
                        .map(stored -> TrimmedContent.of(StoreRun.whole(stored), ranges))
                        .compose(content -> StoreRun.read(content).map(octets -> {
                            assertThat(content.size()).isEqualTo(octets.length());
                            content.release();
                            return octets;
                        })))
                .toString(StandardCharsets.UTF_8);
    }

    /** Ranges as from-to, in a row. */
    @ParameterizedTest
    @CsvSource({
        "'', 0123456789",
        "0-1, 123456789",
        "9-10, 012345678",
        "3-5, 01256789",
        "0-10, ''",
        "0-2 2-4, 456789",
        "1-2 4-6 9-10, 023678",
        "0-9, 9",
        "1-10, 0",
    })
    void whereverItIsCut(String spans, String left) {
        var ranges = new ArrayList<Range>();
        for (String span : spans.split(" ")) {
            if (!span.isEmpty()) {
                String[] ends = span.split("-");
                ranges.add(new Range(Long.parseLong(ends[0]), Long.parseLong(ends[1])));
            }
        }
        // pieces above the size that the store copies together, so that they stay apart
        int times = 1100;
        var long0 = IntStream.range(0, 10)
                .mapToObj(i -> Buffer.buffer(Integer.toString(i).repeat(times)))
                .toList();
        var longRanges = ranges.stream()
                .map(r -> new Range(r.from() * times, r.to() * times))
                .toList();
        var whole = Buffer.buffer();
        long0.forEach(whole::appendBuffer);
        String expected =
                left.chars().mapToObj(c -> Character.toString(c).repeat(times)).reduce("", String::concat);
        assertThat(without(inMemory, long0, longRanges)).isEqualTo(expected);
        assertThat(without(inMemory, List.of(whole), longRanges)).isEqualTo(expected);
        assertThat(without(inFiles, List.of(whole), longRanges)).isEqualTo(expected);
        assertThat(without(inMemory, List.of(whole.slice(0, 5000), whole.slice(5000, 11_000)), longRanges))
                .isEqualTo(expected);
    }

    @Test
    void aForgedFieldIsLeftOutAndNothingElse() {
        String forged = "Authentication-Results: submit.example.org;\r\n auth=pass\r\n";
        String before = "From: alice@example.org\r\nSubject: x \r\n";
        String after = "To: b@c\r\n\r\n" + forged + "..\r\n";
        var content = Buffer.buffer(before + forged + after);
        var header = new HeaderSection(10_000, "submit.example.org");
        header.add(content);
        var ranges = ((Header.Fields) header.finish()).forged();
        assertThat(without(inMemory, List.of(content), ranges)).isEqualTo(before + after);
    }
}
