package io.vouchpost.config;

import io.vouchpost.secret.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A way to the next hop.
 *
 * @param name unique; the spool keeps it
 * @param match which mail goes this way
 * @param hosts those of the lowest priority first, by weight among equals
 * @param authorities who may vouch for the hosts; empty: those of the Java runtime
 * @param trusted whether the next hop is told who submitted the message (AUTH=, RFC 4954 §5)
 * @param connections the most to each host at a time
 * @param keepAlive how long an idle connection is kept for the next message
 * @param backoff how long a host that cannot be reached is left alone at most
 */
public record RouteSettings(
        String name,
        Match match,
        List<Host> hosts,
        TlsPolicy tls,
        Optional<Authorities> authorities,
        Optional<Login> auth,
        boolean trusted,
        int connections,
        Duration connectTimeout,
        Duration keepAlive,
        Duration backoff,
        RetrySettings retry) {

    public RouteSettings {
        hosts = List.copyOf(hosts);
    }

    /**
     * Each list that is not empty has to fit. Accounts by name, domains in lower case; {@code .example.org} stands for all
     * subdomains of it.
     */
    public record Match(List<String> accounts, List<String> senderDomains, List<String> recipientDomains) {
        public static final Match ALL = new Match(List.of(), List.of(), List.of());

        public Match {
            accounts = List.copyOf(accounts);
            senderDomains = List.copyOf(senderDomains);
            recipientDomains = List.copyOf(recipientDomains);
        }
    }

    /**
     * @param implicitTls TLS with the first octet instead of STARTTLS
     * @param priority those with the lowest are tried first
     * @param weight how often this one is the first among those of its priority
     */
    public record Host(String host, int port, boolean implicitTls, int priority, int weight) {}

    /**
     * @param mechanisms in order of preference; empty: any that both sides have
     */
    public record Login(String username, Proof proof, List<String> mechanisms) {

        public Login {
            mechanisms = List.copyOf(mechanisms);
        }
    }

    /** What a log-in to the next hop is made by. */
    public sealed interface Proof {
        record Password(Secret secret) implements Proof {}

        /**
         * An access token, for XOAUTH2, asked for at the token endpoint (RFC 6749).
         *
         * @param refreshToken present: the grant of §6, else that of client credentials, §4.4
         */
        record Token(
                URI endpoint,
                String clientId,
                Optional<Secret> clientSecret,
                Optional<Secret> refreshToken,
                Optional<String> scope)
                implements Proof {}
    }

    /** REQUIRED also verifies the host's name; OPPORTUNISTIC takes TLS where offered, whoever signed it; NONE never does. */
    public enum TlsPolicy {
        REQUIRED,
        OPPORTUNISTIC,
        NONE
    }
}
