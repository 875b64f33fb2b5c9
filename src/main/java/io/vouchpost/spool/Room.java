package io.vouchpost.spool;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vouchpost.config.SpoolSettings;
import io.vouchpost.database.Interruption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether there is room for another message: in the spool, and on the disks that this gateway can see. Both are looked at
 * every few seconds, neither waits for the other; in between, what this gateway has added since is counted on top.
 */
public final class Room {
    private static final Logger LOG = LoggerFactory.getLogger(Room.class);
    private static final long EVERY_MILLIS = 2_000;
    /** One in so many of a limit. */
    private static final long MARGIN = 10;

    private final Vertx vertx;
    private final SqlSpool spool;
    private final Supplier<SpoolSettings> settings;
    private final Disks disks;
    private final Vigil database = new Vigil(this::lookAtSpool);
    private final Vigil disk = new Vigil(this::lookAtDisks);
    private final Interruption measuring = new Interruption(LOG, "measuring the room on disk");
    private final long timer;
    private volatile Used used = new Used(0, 0);
    private volatile Optional<Holdings> holdings = Optional.empty();
    private volatile Free free = new Free(Disks.Least.UNKNOWN, 0);
    private volatile boolean wasFull;
    private boolean toldOfDisk;

    /**
     * @param octets of all gateways
     * @param kept by this one by then
     */
    private record Used(long octets, long kept) {}

    /** @param kept by this gateway by then */
    private record Free(Disks.Least least, long kept) {}

    /**
     * @param directories on the disks to watch; those that do not exist are passed over
     */
    public Room(Vertx vertx, SqlSpool spool, Supplier<SpoolSettings> settings, List<Path> directories) {
        this(vertx, spool, settings, Disks.of(directories));
    }

    Room(Vertx vertx, SqlSpool spool, Supplier<SpoolSettings> settings, Disks disks) {
        this.vertx = vertx;
        this.spool = spool;
        this.settings = settings;
        this.disks = disks;
        this.timer = vertx.setPeriodic(0, EVERY_MILLIS, now -> tick());
    }

    /**
     * Why a message of this size cannot be taken; empty where it can. For all threads, without waiting.
     *
     * @param octets of the message
     */
    public Optional<String> objection(long octets) {
        return objection(octets, settings.get(), 0, 0);
    }

    /**
     * The same for those who send the work here: after there was no room, a margin has to be there before there is some again,
     * a tenth of each limit. At the brink, where each message fills it and each delivery makes room, it would come and go.
     *
     * @param octets of the largest message that may come
     */
    public Optional<String> obstacle(long octets) {
        var limits = settings.get();
        var found = wasFull
                ? objection(octets, limits, limits.octets() / MARGIN, limits.freeOctets() / MARGIN)
                : objection(octets, limits, 0, 0);
        wasFull = found.isPresent();
        return found;
    }

    private Optional<String> objection(long octets, SpoolSettings limits, long unused, long moreFree) {
        var nowUsed = used;
        long inSpool = nowUsed.octets() + spool.kept() - nowUsed.kept();
        if (inSpool + octets > limits.octets() - unused) {
            return Optional.of("the spool has " + inSpool + " octets, delivery.spool.bytes is " + limits.octets()
                    + margin(unused, " to be free"));
        }
        var nowFree = free;
        var least = nowFree.least();
        long added = octets + spool.kept() - nowFree.kept();
        // what was added since may be on this disk, and in the write-ahead log as well
        if (least.octets() - 2 * added < limits.freeOctets() + moreFree) {
            return Optional.of("the disk of " + least.where() + " has " + least.octets() + " octets free; wanted are "
                    + limits.freeOctets() + " (delivery.spool.freeBytes) and twice the " + added
                    + " of this message and those just kept" + margin(moreFree, ""));
        }
        return Optional.empty();
    }

    private static String margin(long octets, String wanted) {
        return octets == 0 ? "" : ", and since it was full, " + octets + " more" + wanted;
    }

    /** Whether the database has said lately how much is in the spool. */
    public boolean isKnown() {
        return database.isKnown();
    }

    /** Messages with content in the spool, of all gateways, at the last look. NaN: not known. */
    public double messages() {
        return holdings.map(Holdings::messages).map(Long::doubleValue).orElse(Double.NaN);
    }

    /** Of their content, likewise. */
    public double octets() {
        return holdings.map(Holdings::octets).map(Long::doubleValue).orElse(Double.NaN);
    }

    /** A directory whose disk does not say any more how much is free: it hangs, as network file systems do. */
    public Optional<String> silentDisk() {
        return disk.isKnown() ? Optional.empty() : Optional.of(disks.lookedAt());
    }

    /** It is time to look. */
    synchronized void tick() {
        database.tick();
        disk.tick();
        var silent = silentDisk();
        if (silent.isPresent() != toldOfDisk) {
            toldOfDisk = silent.isPresent();
            silent.ifPresentOrElse(
                    where -> LOG.warn("The disk of {} does not answer", where),
                    () -> LOG.info("The disk of {} answers again", disks.lookedAt()));
        }
    }

    /** Looks now, or as soon as the looks that are under way have ended. Does not fail. */
    public Future<Void> look() {
        return Future.all(database.anew(), disk.anew()).mapEmpty();
    }

    private Future<Void> lookAtSpool() {
        long kept = spool.kept(); // before, so that what is kept meanwhile is counted twice rather than not at all
        return spool.holdings()
                .onSuccess(found -> {
                    used = new Used(found.octets(), kept);
                    holdings = Optional.of(found);
                })
                .onFailure(fault -> {
                    LOG.debug("how much is in the spool is not known: {}", fault.toString());
                    holdings = Optional.empty();
                })
                .mapEmpty();
    }

    /** One that answers by an error is taken to be as it was: some are never seen, such as in odd mount name spaces. */
    private Future<Void> lookAtDisks() {
        long kept = spool.kept();
        return measuring
                .watch(vertx.executeBlocking(disks::least, false))
                .onSuccess(least -> free = new Free(least, kept))
                .otherwiseEmpty()
                .mapEmpty();
    }

    public void close() {
        vertx.cancelTimer(timer);
    }
}
