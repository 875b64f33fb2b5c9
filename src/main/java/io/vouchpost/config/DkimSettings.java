package io.vouchpost.config;

import java.nio.file.Path;
import java.util.List;

/**
 * Which messages are signed, and by what (RFC 6376).
 *
 * @param keys two at most for a domain, so that one can follow the other
 */
public record DkimSettings(List<Key> keys) {

    public DkimSettings {
        keys = List.copyOf(keys);
    }

    /**
     * @param domain of the author; what d= says
     * @param subdomains whether authors of its subdomains count too
     * @param selector what s= says
     * @param file PEM of an RSA or Ed25519 private key
     */
    public record Key(String domain, boolean subdomains, String selector, Path file) {}
}
