package io.vouchpost.config;

import io.vouchpost.secret.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A way to the next hop.
 *
 * @param hosts tried in this order
 * @param authorities PEM of the authorities that may vouch for the hosts; empty: those of the Java runtime
 * @param connections the most to each host at a time
 * @param keepAlive how long an idle connection is kept for the next message
 */
public record RouteSettings(
        List<Host> hosts,
        TlsPolicy tls,
        Optional<Path> authorities,
        Optional<Login> auth,
        int connections,
        Duration connectTimeout,
        Duration keepAlive) {

    public RouteSettings {
        hosts = List.copyOf(hosts);
    }

    /**
     * @param implicitTls TLS with the first octet instead of STARTTLS
     */
    public record Host(String host, int port, boolean implicitTls) {}

    /**
     * @param mechanisms in order of preference; empty: any that both sides have
     */
    public record Login(String username, Secret password, List<String> mechanisms) {

        public Login {
            mechanisms = List.copyOf(mechanisms);
        }
    }

    /** REQUIRED also verifies the host's name; OPPORTUNISTIC takes TLS where offered, whoever signed it; NONE never does. */
    public enum TlsPolicy {
        REQUIRED,
        OPPORTUNISTIC,
        NONE
    }
}
