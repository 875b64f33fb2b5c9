package io.vouchpost.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** What was written is read back identical, in whatever pieces it came, wherever it was kept. */
class ContentRoundTripTest {

    private record House(Vertx vertx, Path directory, ContentStore roomy, ContentStore tight) {}

    private static final List<House> HOUSE = new ArrayList<>(1);

    @BeforeContainer
    static void start() throws Exception {
        Vertx vertx = Vertx.vertx();
        Path directory = Files.createTempDirectory("vouchpost-test");
        HOUSE.add(new House(
                vertx,
                directory,
                StoreRun.start(vertx, StoreRun.limits(directory, 1 << 24, 20_000, 1 << 24)),
                StoreRun.start(vertx, StoreRun.limits(directory, 0, 20_000, 1 << 24))));
    }

    @AfterContainer
    static void stop() {
        House house = HOUSE.remove(0);
        StoreRun.await(house.vertx.fileSystem().deleteRecursive(house.directory.toString()));
        StoreRun.await(house.vertx.close());
    }

    @Property(tries = 200)
    void readingGivesWhatWasWritten(@ForAll @Size(max = 12) List<@IntRange(min = 0, max = 9_000) Integer> sizes) {
        Buffer whole = Buffer.buffer();
        for (int size : sizes) {
            for (int i = 0; i < size; i++) {
                whole.appendByte((byte) (i * 31 + size));
            }
        }
        List<Buffer> pieces = new ArrayList<>();
        int from = 0;
        for (int size : sizes) {
            pieces.add(whole.slice(from, from + size));
            from += size;
        }
        House house = HOUSE.get(0);
        for (ContentStore store : List.of(house.roomy, house.tight)) {
            Buffer back = StoreRun.onLoop(house.vertx, () -> StoreRun.store(store, pieces)
                    .map(StoreRun::whole)
                    .compose(content -> StoreRun.read(content).onComplete(done -> content.release())));
            assertThat(back).isEqualTo(whole);
        }
        assertThat(house.roomy.memory().used()).isZero();
    }
}
