package io.vouchpost.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of the audit log for tests. */
public final class AuditExample {
    private AuditExample() {}

    /** Nothing but a file. */
    public static AuditSettings file(Path file, long rotateBytes, int keep) {
        return new AuditSettings(
                file, rotateBytes, keep, Duration.ZERO, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
