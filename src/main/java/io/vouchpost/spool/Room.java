package io.vouchpost.spool;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vouchpost.config.SpoolSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether there is room for another message: in the spool, and on the disks that this gateway can see. Looked at every few
 * seconds; in between, what this gateway has added since is counted on top.
 */
public final class Room {
    private static final Logger LOG = LoggerFactory.getLogger(Room.class);
    private static final long EVERY_MILLIS = 2_000;

    private final Vertx vertx;
    private final SqlSpool spool;
    private final Supplier<SpoolSettings> settings;
    private final List<Path> directories;
    private final long timer;
    private volatile Seen seen = new Seen(0, 0, Long.MAX_VALUE, "");

    /**
     * @param octets of all gateways
     * @param kept by this one by then
     * @param free the least of all disks
     * @param where that is
     */
    private record Seen(long octets, long kept, long free, String where) {}

    /**
     * @param directories on the disks to watch; those that do not exist are passed over
     */
    public Room(Vertx vertx, SqlSpool spool, Supplier<SpoolSettings> settings, List<Path> directories) {
        this.vertx = vertx;
        this.spool = spool;
        this.settings = settings;
        this.directories = List.copyOf(directories);
        this.timer = vertx.setPeriodic(0, EVERY_MILLIS, tick -> look());
    }

    /**
     * Why a message of this size cannot be taken; empty where it can. For all threads, without waiting.
     *
     * @param octets of the message
     */
    public Optional<String> objection(long octets) {
        var now = seen;
        var limits = settings.get();
        long added = spool.kept() - now.kept();
        if (now.octets() + added + octets > limits.octets()) {
            return Optional.of(
                    "the spool has " + (now.octets() + added) + " octets, delivery.spool.bytes is " + limits.octets());
        }
        // what was added since may be on this disk, and in the write-ahead log as well
        if (now.free() - 2 * (added + octets) < limits.freeOctets()) {
            return Optional.of("the disk of " + now.where() + " has " + now.free()
                    + " octets free, delivery.spool.freeBytes is " + limits.freeOctets());
        }
        return Optional.empty();
    }

    /** Looks at once. Never fails: what cannot be seen is taken to be as it was. */
    public Future<Void> look() {
        long kept = spool.kept(); // before, so that what is kept meanwhile is counted twice rather than not at all
        var octets = spool.octets().otherwise(failure -> {
            LOG.debug("how much is in the spool is not known: {}", failure.toString());
            return seen.octets() + kept - seen.kept();
        });
        var disk = vertx.executeBlocking(this::disk, false).otherwise(failure -> {
            LOG.warn("how much room there is on disk is not known: {}", failure.toString());
            return seen;
        });
        return Future.all(octets, disk)
                .onSuccess(both -> seen = new Seen(
                        octets.result(),
                        kept,
                        disk.result().free(),
                        disk.result().where()))
                .mapEmpty();
    }

    private Seen disk() throws IOException {
        var least = new Seen(0, 0, Long.MAX_VALUE, "");
        for (var directory : directories) {
            if (Files.exists(directory)) {
                long free = Files.getFileStore(directory).getUsableSpace();
                least = free < least.free() ? new Seen(0, 0, free, directory.toString()) : least;
            }
        }
        return least;
    }

    public void close() {
        vertx.cancelTimer(timer);
    }
}
