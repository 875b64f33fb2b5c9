package io.vouchpost.config;

import io.vouchpost.secret.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where events are written.
 *
 * @param file JSON lines
 * @param rotateBytes a file of this size is set aside
 * @param keep how many are kept beside the current one
 * @param retention files set aside longer ago are removed; zero: however old
 * @param database how long events are kept in the database; empty: they are not
 * @param pseudonyms what addresses are hidden by; empty: they are not
 */
public record AuditSettings(
        Path file,
        long rotateBytes,
        int keep,
        Duration retention,
        Optional<Duration> database,
        Optional<Syslog> syslog,
        Optional<Secret> pseudonyms) {

    /**
     * A syslog server (RFC 5424).
     *
     * @param authorities PEM; empty: those of the Java runtime
     * @param facility in lower case, such as {@code mail}
     */
    public record Syslog(String host, int port, Transport transport, Optional<Path> authorities, String facility) {}

    /** How events get there. */
    public enum Transport {
        UDP,
        TCP,
        TLS
    }
}
