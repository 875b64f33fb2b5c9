package io.vouchpost.config;

import java.util.List;

/**
 * One address to listen on.
 *
 * @param port 0 takes a free one
 * @param proxyProtocol whether each connection starts with a PROXY header, version 1 or 2
 * @param trustedProxies networks in CIDR form that may send one; a connection from elsewhere is closed
 */
public record ListenerSettings(String host, int port, TlsMode tls, boolean proxyProtocol, List<String> trustedProxies) {

    public ListenerSettings {
        trustedProxies = List.copyOf(trustedProxies);
    }

    /** When TLS starts (RFC 8314 §3): by STARTTLS, or with the first octet. */
    public enum TlsMode {
        STARTTLS,
        IMPLICIT
    }
}
