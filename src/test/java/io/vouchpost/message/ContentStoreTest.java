package io.vouchpost.message;

import static io.vouchpost.message.StoreRun.await;
import static io.vouchpost.message.StoreRun.awaitZero;
import static io.vouchpost.message.StoreRun.limits;
import static io.vouchpost.message.StoreRun.onLoop;
import static io.vouchpost.message.StoreRun.read;
import static io.vouchpost.message.StoreRun.start;
import static io.vouchpost.message.StoreRun.store;
import static io.vouchpost.message.StoreRun.whole;
import static io.vouchpost.message.StoreRun.writeAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vouchpost.message.Stored.NoRoom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Content goes to memory, then to a file, within one budget, and comes back as it was. */
class ContentStoreTest {

    private static final int MIB = 1024 * 1024;

    @TempDir
    Path temporary;

    private Path directory;
    private Vertx vertx;

    @BeforeEach
    void startVertx() {
        vertx = Vertx.vertx();
        directory = temporary.resolve("content");
    }

    @AfterEach
    void stopVertx() {
        await(vertx.close());
    }

    private static Buffer octets(int size) {
        byte[] octets = new byte[size];
        new Random(size).nextBytes(octets);
        return Buffer.buffer(octets);
    }

    private static List<Buffer> pieces(Buffer whole, int each) {
        return IntStream.iterate(0, from -> from < whole.length(), from -> from + each)
                .mapToObj(from -> whole.slice(from, Math.min(from + each, whole.length())))
                .toList();
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".content")).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void smallMessageIsHeldWithoutACopyAndReadTwice() {
        ContentStore store = start(vertx, limits(directory, MIB, 64 * 1024, MIB));
        Buffer message = octets(4096);
        Content content = whole(onLoop(vertx, () -> store(store, List.of(message))));
        assertThat(content.size()).isEqualTo(4096);
        assertThat(store.memory().used()).isBetween(4096L, 4096L + 256);
        message.setByte(0, (byte) (message.getByte(0) + 1));
        assertThat(onLoop(vertx, () -> read(content))).isEqualTo(message);
        assertThat(onLoop(vertx, () -> read(content))).isEqualTo(message);
        assertThat(files()).isEmpty();
        content.release();
        content.release();
        assertThat(store.memory().used()).isZero();
    }

    @Test
    void emptyMessageIsContentToo() {
        ContentStore store = start(vertx, limits(directory, MIB, 1024, MIB));
        Content content = whole(onLoop(vertx, () -> store(store, List.of())));
        assertThat(content.size()).isZero();
        assertThat(onLoop(vertx, () -> read(content))).isEqualTo(Buffer.buffer());
    }

    @Test
    void spillsAboveTheThresholdAndNotAtIt() throws IOException {
        ContentStore store = start(vertx, limits(directory, MIB, 8192, MIB));
        whole(onLoop(vertx, () -> store(store, List.of(octets(8192)))));
        assertThat(files()).isEmpty();
        Buffer message = octets(8193);
        Content content = whole(onLoop(vertx, () -> store(store, pieces(message, 4096))));
        assertThat(files()).singleElement().satisfies(file -> assertThat(
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------"));
        assertThat(store.disk().used()).isEqualTo(8193);
        assertThat(onLoop(vertx, () -> read(content))).isEqualTo(message);
        assertThat(onLoop(vertx, () -> read(content))).isEqualTo(message);
        content.release();
        content.release();
        awaitZero(vertx, store.disk());
        assertThat(files()).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
    }

    @Test
    void spillsWhenTheProcessHasSpentItsMemory() {
        ContentStore store = start(vertx, limits(directory, 20_000, 64 * 1024, MIB));
        Content first = whole(onLoop(vertx, () -> store(store, List.of(octets(16_000)))));
        assertThat(files()).isEmpty();
        Buffer message = octets(9_000);
        Content second = whole(onLoop(vertx, () -> store(store, pieces(message, 1500))));
        assertThat(files()).hasSize(1);
        assertThat(store.memory().used()).isLessThanOrEqualTo(20_000);
        assertThat(onLoop(vertx, () -> read(second))).isEqualTo(message);
        first.release();
        second.release();
        assertThat(store.memory().used()).isZero();
        awaitZero(vertx, store.disk());
    }

    @Test
    void messagesStillGoThroughWhileOthersHoldAllMemory() {
        ContentStore store = start(vertx, limits(directory, MIB, 64 * 1024, MIB));
        store.memory().take(2 * MIB);
        Buffer message = octets(100_000);
        Content content = whole(onLoop(vertx, () -> store(store, pieces(message, 700))));
        assertThat(store.memory().used()).isEqualTo(2 * MIB);
        assertThat(onLoop(vertx, () -> read(content))).isEqualTo(message);
    }

    @Test
    void singleOctetsCostLittleMoreThanWhatTheyAre() {
        ContentStore store = start(vertx, limits(directory, MIB, 64 * 1024, MIB));
        Buffer message = octets(30_000);
        List<Buffer> single = new ArrayList<>();
        for (byte octet : message.getBytes()) {
            single.add(Buffer.buffer(new byte[] {octet}));
        }
        Content content = whole(onLoop(vertx, () -> store(store, single)));
        assertThat(store.memory().used()).isLessThan(40_000);
        assertThat(onLoop(vertx, () -> read(content))).isEqualTo(message);
        content.release();
        Content inFile = whole(onLoop(vertx, () -> store(store, Collections.nCopies(70_000, Buffer.buffer("x")))));
        assertThat(onLoop(vertx, () -> read(inFile))).isEqualTo(Buffer.buffer("x".repeat(70_000)));
    }

    @Test
    void aSmallSliceDoesNotPinTheLargeArrayItIsFrom() {
        ContentStore store = start(vertx, limits(directory, MIB, 64 * 1024, MIB));
        whole(onLoop(vertx, () -> store(store, List.of(octets(60_000).slice(100, 2_000)))));
        assertThat(store.memory().used()).isLessThan(4_000);
        whole(onLoop(vertx, () -> store(store, List.of(octets(60_000).slice(100, 40_000)))));
        assertThat(store.memory().used()).isBetween(60_000L, 65_000L);
    }

    @Test
    void twoSlicesOfOneArrayAreChargedOnce() {
        ContentStore store = start(vertx, limits(directory, MIB, 64 * 1024, MIB));
        Buffer read = octets(8_000);
        whole(onLoop(vertx, () -> store(store, List.of(read.slice(0, 4_500), read.slice(4_501, 8_000)))));
        assertThat(store.memory().used()).isLessThan(9_000);
    }

    @Test
    void aSpilledMessageHoldsLittleMemoryWhileItComes() {
        ContentStore store = start(vertx, limits(directory, 8 * MIB, 64 * 1024, 64 * MIB));
        Buffer message = octets(3 * MIB);
        ContentWriter writer = store.open();
        long[] most = {0};
        List<Buffer> watched = pieces(message, 1460);
        Content content = whole(onLoop(vertx, () -> writeAll(
                        writer,
                        watched.stream()
                                .peek(piece -> most[0] =
                                        Math.max(most[0], store.memory().used()))
                                .iterator())
                .compose(all -> writer.finish(true))));
        assertThat(most[0]).isLessThan(170_000); // the spilling 64 KiB, copied once to be one write, and the next batch
        assertThat(store.memory().used()).isZero();
        assertThat(content.hasLeadingDots()).isTrue();
        assertThat(onLoop(vertx, () -> read(content))).isEqualTo(message);
    }

    @Test
    void backPressureStopsAClientThatIsFasterThanTheDisk() {
        ContentStore store = start(vertx, limits(directory, 8 * MIB, 1024, 64 * MIB));
        long taken = onLoop(vertx, () -> {
            ContentWriter writer = store.open();
            int count = 0;
            while (writer.write(octets(4096))) {
                count++; // nothing lands meanwhile: this is the event loop
            }
            assertThat(writer.drained().isComplete()).isFalse();
            int written = count + 1;
            return writer.drained()
                    .compose(go -> writer.finish(false))
                    .map(stored -> whole(stored).size() - written * 4096L);
        });
        assertThat(taken).isZero();
    }

    @Test
    void noRoomWhenTheDiskBudgetIsSpent() {
        ContentStore store = start(vertx, limits(directory, MIB, 1024, 100_000));
        Content first = whole(onLoop(vertx, () -> store(store, pieces(octets(90_000), 4096))));
        Stored second = onLoop(vertx, () -> store(store, pieces(octets(90_000), 4096)));
        assertThat(second).isInstanceOfSatisfying(NoRoom.class, noRoom -> assertThat(noRoom.rule())
                .isEqualTo("limits.diskBytes"));
        assertThat(store.memory().used()).isZero();
        whole(onLoop(vertx, () -> store(store, List.of(octets(1000))))).release(); // small ones still find room
        first.release();
        awaitZero(vertx, store.disk());
        assertThat(files()).isEmpty();
        whole(onLoop(vertx, () -> store(store, pieces(octets(90_000), 4096))));
    }

    @Test
    void noRoomWhenTheDiskFails() throws IOException {
        ContentStore store = start(vertx, limits(directory, MIB, 1024, MIB));
        Files.delete(directory.resolve("vouchpost.lock"));
        Files.delete(directory);
        Stored stored = onLoop(vertx, () -> store(store, pieces(octets(50_000), 4096)));
        assertThat(stored).isInstanceOfSatisfying(NoRoom.class, noRoom -> {
            assertThat(noRoom.rule()).isEqualTo("limits.directory");
            assertThat(noRoom.remedy()).isEqualTo("make room in that directory, or name another one");
        });
        assertThat(store.memory().used()).isZero();
        assertThat(store.disk().used()).isZero();
        whole(onLoop(vertx, () -> store(store, List.of(octets(1000)))));
    }

    @Test
    void startFailsWhereTheDirectoryCannotBe() throws IOException {
        Files.writeString(directory, "a file");
        assertThatThrownBy(() -> start(vertx, limits(directory, MIB, 1024, MIB)))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void discardInTheMiddleGivesEverythingBack() {
        ContentStore store = start(vertx, limits(directory, 8 * MIB, 8192, MIB));
        for (int pieces : List.of(0, 1, 2, 3, 20)) {
            onLoop(vertx, () -> {
                ContentWriter writer = store.open();
                for (int i = 0; i < pieces; i++) {
                    writer.write(octets(4096));
                }
                writer.discard();
                writer.discard();
                assertThat(writer.write(octets(4096))).isTrue();
                return writer.drained();
            });
            awaitZero(vertx, store.memory());
            awaitZero(vertx, store.disk());
        }
        for (boolean waiting : List.of(true, false)) {
            Stored stored = onLoop(vertx, () -> {
                ContentWriter writer = store.open();
                writer.write(octets(9000));
                Future<Stored> finished =
                        waiting ? writer.drained().compose(go -> writer.finish(false)) : writer.finish(false);
                writer.discard();
                return finished;
            });
            assertThat(stored).isInstanceOf(NoRoom.class);
            awaitZero(vertx, store.disk());
        }
        // unlinking follows the count by a moment only where the message was dropped
        onLoop(
                vertx,
                () -> Future.<Void>future(done -> vertx.setPeriodic(5, id -> {
                    if (files().isEmpty()) {
                        vertx.cancelTimer(id);
                        done.tryComplete();
                    }
                })));
    }

    @Test
    void leftOversAreRemovedAtStartAndNothingElse() throws IOException {
        Files.createDirectories(directory);
        Path leftOver = directory.resolve("vouchpost-01234567-89ab-cdef-0123-456789abcdef.content");
        Path foreign = directory.resolve("letter.content");
        Files.writeString(leftOver, "x");
        Files.writeString(foreign, "x");
        ContentStore first = start(vertx, limits(directory, MIB, 1024, MIB));
        assertThat(leftOver).doesNotExist();
        assertThat(foreign).exists();
        Files.writeString(leftOver, "of the store that runs");
        start(vertx, limits(directory, MIB, 1024, MIB));
        assertThat(leftOver).exists();
        await(first.close());
    }

    @Test
    void aSinkThatBreaksFailsTheReaderAndLeavesTheContent() {
        ContentStore store = start(vertx, limits(directory, MIB, 8192, MIB));
        for (int size : List.of(8_000, 200_000)) {
            Buffer message = octets(size);
            Content content = whole(onLoop(vertx, () -> store(store, pieces(message, 1500))));
            String failure = onLoop(vertx, () -> content.writeTo(new CollectingSink().breakingAfter(2_000))
                    .transform(done ->
                            Future.succeededFuture(String.valueOf(done.cause().getMessage()))));
            assertThat(failure).isEqualTo("connection reset");
            assertThat(onLoop(vertx, () -> read(content))).isEqualTo(message);
        }
    }

    @Test
    void budgetsReturnToZeroAfterManyMessagesOnAllLoops() {
        ContentStore store = start(vertx, limits(directory, 300_000, 16_384, 2 * MIB));
        List<Future<Boolean>> runs = IntStream.range(0, 300)
                .mapToObj(i -> Future.<Boolean>future(
                        promise -> vertx.runOnContext(go -> store(store, pieces(octets(i * 200), 1 + i * 7))
                                .compose(stored -> stored instanceof Stored.Whole whole
                                        ? read(whole.content()).map(back -> {
                                            whole.content().release();
                                            return back.equals(octets(i * 200));
                                        })
                                        : Future.succeededFuture(true))
                                .onComplete(promise))))
                .toList();
        await(Future.join(runs));
        assertThat(runs).allMatch(Future::result);
        awaitZero(vertx, store.disk());
        assertThat(store.memory().used()).isZero();
        assertThat(files()).isEmpty();
    }
}
