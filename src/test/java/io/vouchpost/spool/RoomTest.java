package io.vouchpost.spool;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.config.SpoolSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoomTest {
    private final Gateways here = new Gateways();
    private final SqlSpool spool = here.gateway();

    @TempDir
    Path folder;

    @AfterEach
    void end() {
        here.close();
    }

    private static SpoolSettings settings(long octets, long free) {
        return new SpoolSettings(octets, free, Duration.ofMinutes(1), Duration.ofDays(1));
    }

    private Room room(long octets, long free) {
        var room = new Room(here.vertx, spool, () -> settings(octets, free), List.of(folder));
        await(room.look());
        return room;
    }

    @Test
    void theSpoolIsFullAsSoonAsItIs() {
        var message = here.message("m1", "alice", 1);
        long size = message.submission().content().size();
        var room = room(2 * size, 0);
        assertThat(room.objection(size)).isEmpty();
        await(spool.keep(message));
        assertThat(room.objection(size)).isEmpty();
        assertThat(room.objection(size + 1))
                .hasValueSatisfying(text -> assertThat(text).contains("spool.bytes"));
        await(room.look());
        assertThat(room.objection(size)).isEmpty();
        assertThat(room.objection(size + 1)).isPresent();
        room.close();
    }

    @Test
    void whatIsInTheSpoolIsToldAndNotOnceItCannotBeSeen() {
        var message = here.message("m1", "alice", 1);
        var room = room(Long.MAX_VALUE / 4, 0);
        assertThat(room.messages()).isZero();
        assertThat(room.octets()).isZero();
        await(spool.keep(message));
        await(room.look());
        assertThat(room.messages()).isEqualTo(1);
        assertThat(room.octets()).isEqualTo(message.submission().content().size());
        here.sql("ALTER TABLE spool_room RENAME TO elsewhere");
        await(room.look());
        assertThat(room.messages()).isNaN();
        assertThat(room.octets()).isNaN();
        room.close();
    }

    @Test
    void aSpoolThatWasFullHasToHaveAMarginBeforeWorkIsSentHereAgain() {
        var message = here.message("m1", "alice", 1);
        long size = message.submission().content().size();
        await(spool.keep(message));
        var limits = new AtomicReference<>(settings(2 * size, 0));
        var room = new Room(here.vertx, spool, limits::get, List.of(folder));
        await(room.look());
        assertThat(room.obstacle(size)).as("never full, no margin").isEmpty();
        limits.set(settings(2 * size - 1, 0));
        assertThat(room.obstacle(size))
                .contains("the spool has " + size + " octets, delivery.spool.bytes is " + (2 * size - 1));
        limits.set(settings(2 * size, 0));
        assertThat(room.objection(size)).as("messages are taken as they fit").isEmpty();
        assertThat(room.obstacle(size))
                .contains("the spool has " + size + " octets, delivery.spool.bytes is " + 2 * size
                        + ", and since it was full, " + 2 * size / 10 + " more to be free");
        limits.set(settings(3 * size, 0));
        assertThat(room.obstacle(size)).isEmpty();
        limits.set(settings(2 * size, 0));
        assertThat(room.obstacle(size)).as("it does not come and go").isEmpty();
        room.close();
    }

    @Test
    void soDoesADisk() {
        var free = new AtomicLong(1002);
        var disks = new Disks(List.of(folder), directory -> Optional.of(free.get()));
        var room = new Room(here.vertx, spool, () -> settings(Long.MAX_VALUE / 4, 1000), disks);
        assertThat(withFree(room, free, 1002)).as("never full, no margin").isEmpty();
        assertThat(withFree(room, free, 1001)).isPresent();
        assertThat(withFree(room, free, 1101))
                .hasValueSatisfying(text -> assertThat(text).endsWith(", and since it was full, 100 more"));
        assertThat(room.objection(1)).isEmpty();
        assertThat(withFree(room, free, 1102)).isEmpty();
        assertThat(withFree(room, free, 1002)).as("it does not come and go").isEmpty();
        room.close();
    }

    private static Optional<String> withFree(Room room, AtomicLong free, long octets) {
        free.set(octets);
        await(room.look());
        return room.obstacle(1);
    }

    @Test
    void aDiskThatIsNearlyFullIsFull() {
        var room = room(Long.MAX_VALUE / 4, Long.MAX_VALUE / 4);
        assertThat(room.objection(1))
                .hasValueSatisfying(text -> assertThat(text).contains(folder.toString()));
        room.close();
    }

    /** Where nothing has to stay free, it would not be clear else why so much is not enough. */
    @Test
    void itIsSaidThatTwiceTheMessageIsWantedToo() {
        var disks = new Disks(List.of(folder), directory -> Optional.of(3_145_728L));
        var room = new Room(here.vertx, spool, () -> settings(Long.MAX_VALUE / 4, 0), disks);
        await(room.look());
        assertThat(room.objection(1_572_864)).isEmpty();
        assertThat(room.objection(1_572_865))
                .contains("the disk of " + folder + " has 3145728 octets free; wanted are 0 (delivery.spool.freeBytes)"
                        + " and twice the 1572865 of this message and those just kept");
        room.close();
    }

    @Test
    void whereThereIsNoDirectoryThereIsNoDiskToWatch() {
        var room = new Room(
                here.vertx,
                spool,
                () -> settings(Long.MAX_VALUE / 4, Long.MAX_VALUE / 4),
                List.of(folder.resolve("no")));
        await(room.look());
        assertThat(room.objection(1)).isEmpty();
        room.close();
    }

    @Test
    void aDiskThatHangsIsToldOfTakesOneThreadAndTheSpoolIsWatchedOn() throws Exception {
        var reached = new CountDownLatch(1);
        var relieved = new CountDownLatch(1);
        var looks = new AtomicInteger();
        var disks = new Disks(List.of(folder), directory -> {
            looks.incrementAndGet();
            reached.countDown();
            assertThat(awaited(relieved)).isTrue();
            return Optional.of(5L);
        });
        var message = here.message("m1", "alice", 1);
        long size = message.submission().content().size();
        var limits = new AtomicReference<>(settings(2 * size, 10));
        var room = new Room(here.vertx, spool, limits::get, disks);
        assertThat(awaited(reached)).isTrue();

        room.tick();
        room.tick();
        assertThat(room.silentDisk()).contains(folder.toString());
        assertThat(room.objection(size)).isEmpty();
        await(here.gateway().keep(message));
        await(here.gateway().keep(here.message("m2", "alice", 1)));
        until(() -> room.objection(size).isPresent() && room.isKnown());
        assertThat(room.objection(size))
                .hasValueSatisfying(text -> assertThat(text).contains("spool.bytes"));
        assertThat(room.silentDisk()).isPresent();
        assertThat(looks).hasValue(1);

        relieved.countDown();
        await(room.look());
        assertThat(room.silentDisk()).isEmpty();
        limits.set(settings(Long.MAX_VALUE / 4, 10));
        assertThat(room.objection(size))
                .hasValueSatisfying(text -> assertThat(text).contains("has 5 octets free"));
        room.close();
    }

    private static void until(BooleanSupplier wanted) {
        var until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!wanted.getAsBoolean() && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
