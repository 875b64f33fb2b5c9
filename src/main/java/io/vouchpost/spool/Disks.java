package io.vouchpost.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What is left on the disks of some directories. */
final class Disks {
    private final List<Path> directories;
    private final Gauge gauge;
    private volatile Optional<Path> lookedAt = Optional.empty();

    /** Measures one disk. Blocks, and for ever where the disk hangs. */
    interface Gauge {
        /** Octets; empty where there is no such directory. */
        Optional<Long> free(Path directory) throws IOException;
    }

    /**
     * @param octets free on the disk that has least
     * @param where that is
     */
    record Least(long octets, String where) {
        static final Least UNKNOWN = new Least(Long.MAX_VALUE, "");
    }

    Disks(List<Path> directories, Gauge gauge) {
        this.directories = List.copyOf(directories);
        this.gauge = gauge;
    }

    static Disks of(List<Path> directories) {
        return new Disks(
                directories,
                directory -> Files.exists(directory)
                        ? Optional.of(Files.getFileStore(directory).getUsableSpace())
                        : Optional.empty());
    }

    /** Blocks. */
    Least least() throws IOException {
        var least = Least.UNKNOWN;
        for (var directory : directories) {
            lookedAt = Optional.of(directory);
            long free = gauge.free(directory).orElse(Long.MAX_VALUE);
            least = free < least.octets() ? new Least(free, directory.toString()) : least;
        }
        return least;
    }

    /** The one that is looked at, or was last; where a look hangs, it hangs there. */
    String lookedAt() {
        return lookedAt.map(Path::toString).orElse("");
    }
}
