package io.vouchpost.spool;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.config.SpoolSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

    private Room room(long octets, long free) {
        var settings = new SpoolSettings(octets, free, Duration.ofMinutes(1), Duration.ofDays(1));
        var room = new Room(here.vertx, spool, () -> settings, List.of(folder));
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
    void aDiskThatIsNearlyFullIsFull() {
        var room = room(Long.MAX_VALUE / 4, Long.MAX_VALUE / 4);
        assertThat(room.objection(1))
                .hasValueSatisfying(text -> assertThat(text).contains(folder.toString()));
        room.close();
    }
}
